"""What the API is asked: one model per operation.

Fields that the path names are taken from it; the others from the query of a GET or DELETE, or from the JSON body of a
POST. Anything else is malformed.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic.json_schema import SkipJsonSchema

from handlers.api.cursors import Opaque
from services.channels.phones import to_e164

LARGEST = 2**63 - 1
LONGEST_TEXT = 16_384


def _whole(value: Any) -> Any:
    """Take digits only: no sign, no point, no digit of another script."""
    if isinstance(value, str) and not (value.isascii() and value.isdigit()):
        raise ValueError("takes a whole number")
    return value


def _phone(value: str) -> str:
    """Take a phone in any usual spelling; an unescaped `+` of an address arrives as a space."""
    phone = to_e164(value)
    if phone is None:
        raise ValueError("takes a phone with its country, as +33600000001")
    return phone


Text = Annotated[str, Field(pattern=r"^[^\x00]*$")]
Said = Annotated[str, Field(pattern=r"^[^\x00]*[^\s\x00][^\x00]*$", max_length=LONGEST_TEXT)]
RowId = Annotated[int, Field(ge=1, le=LARGEST), BeforeValidator(_whole)]
Phone = Annotated[str, BeforeValidator(_phone)]
Limit = Annotated[int, Field(ge=1, le=200), BeforeValidator(_whole)]
Seq = Annotated[int, Field(strict=True, ge=0, le=LARGEST)]
Rank = Annotated[float, Field(allow_inf_nan=False)]
Cursor = WithJsonSchema({"type": "string", "description": "`next_cursor` of the page before"})


class Asked(BaseModel):
    """Says nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class OfRow(Asked):
    """Names a row by its number."""

    id: RowId


class OfId(Asked):
    """Names a session, a project or a person."""

    id: UUID


class OfMessage(Asked):
    """Names a message by our id or the provider's."""

    id: Text


class ListDead(Asked):
    """Asks for messages that were set aside."""

    limit: Limit = 50
    cursor: Annotated[tuple[Seq] | SkipJsonSchema[None], Opaque, Cursor] = None


class ListSessions(Asked):
    """Asks for sessions, of one person or of one status."""

    phone: Phone | SkipJsonSchema[None] = None
    status: Literal["active", "ended", "escalated"] | SkipJsonSchema[None] = None
    limit: Limit = 50
    cursor: Annotated[tuple[AwareDatetime, UUID] | SkipJsonSchema[None], Opaque, Cursor] = None


class ListMessages(OfId):
    """Asks for what was said in a session."""

    limit: Limit = 50
    cursor: Annotated[tuple[Seq] | SkipJsonSchema[None], Opaque, Cursor] = None


class SearchMessages(Asked):
    """Asks for messages that hold every word."""

    q: Text
    limit: Limit = 50
    cursor: Annotated[tuple[Rank, Seq] | SkipJsonSchema[None], Opaque, Cursor] = None


class EndSession(OfId):
    """Says why a session ends."""

    reason: Literal["timeout", "end_of_day", "user_request", "escalation", "operator", "duplicate_cleanup"]


class AnswerAsHuman(OfId):
    """Says something to a person; it is split when it is longer than the channel takes."""

    text: Said


class SelectProject(OfId):
    """Names the person for whom a project is chosen."""

    subcontractor_id: UUID
