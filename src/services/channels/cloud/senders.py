"""Who wrote: a phone where Meta tells it, the business-scoped user id (`FR.1a2b…`) where the person hides it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from services.channels.cloud.fields import Json, find, word
from services.channels.phones import to_e164
from services.channels.user_ids import is_user_id

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """The person behind a message; `address` is the phone as E.164 when it is known, else the user id."""

    address: str
    user_id: str | None = None
    profile_name: str | None = None


def find_sender(item: Json, contacts: Sequence[Any]) -> Sender | None:
    """Return who wrote a message, by its own fields and by the contact that belongs to it; None when nobody did.

    A person who changed their number or user id is still the old one in `address`, with the new `user_id` beside it.
    """
    contact = _contact_of(item, contacts)
    written = [name for name in (word(item, "from"), word(contact, "wa_id")) if name]
    user_id = _first((
        word(item, "system.user_id"),
        word(item, "from_user_id"),
        word(contact, "user_id"),
        *filter(is_user_id, written),
    ))  # fmt: skip
    address = _first((*map(to_e164, written), word(item, "system.previous_user_id"), user_id, *written))
    return Sender(address=address, user_id=user_id, profile_name=_profile_name(contact)) if address else None


def _contact_of(item: Json, contacts: Sequence[Any]) -> Any:
    """Return the contact of the same phone or user id; the only one there is, for a message that names nobody."""
    wanted = {name for name in (word(item, "from"), word(item, "from_user_id")) if name}
    if not wanted and len(contacts) == 1:
        return contacts[0]
    return _first(one for one in contacts if wanted & {word(one, "wa_id"), word(one, "user_id")})


def _profile_name(contact: Any) -> str | None:
    return find(contact, "profile.name", str)


def _first(values: Iterable[Value | None]) -> Value | None:
    return next((value for value in values if value), None)
