"""Which conversations are shown: what the address says, and the addresses of other choices."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Self
from urllib.parse import urlencode
from uuid import UUID

from handlers.api.cursors import decode, encode
from languages import LANGUAGES

CONVERSATIONS = "/console/conversations"

STATES: Mapping[str, str] = {
    "": "All",
    "waiting": "Unread",
    "human": "With the team",
    "active": "Active",
    "idle": "Idle",
    "ended": "Ended",
}
"""State → the name of its tab; `waiting` is unread: see the SQL function handed_conversations."""

_LONGEST_QUERY = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What is asked for; an empty text asks for nothing, and so does what an address says that nobody means."""

    state: str = ""
    project: str = ""
    language: str = ""
    channel: str = ""
    q: str = ""
    cursor: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str], channels: frozenset[str]) -> Self:
        """Read them from the query of an address."""
        return cls(
            state=_one_of(query.get("state"), STATES),
            project=_id(query.get("project", "")),
            language=_one_of(query.get("language"), LANGUAGES),
            channel=_one_of(query.get("channel"), channels),
            q=query.get("q", "").replace("\0", "").strip()[:_LONGEST_QUERY],
            cursor=query.get("cursor", ""),
        )

    @property
    def narrowed(self) -> bool:
        """Whether something beside the state is asked for."""
        return any((self.project, self.language, self.channel, self.q))

    def address(self, **changes: str) -> str:
        """Return where the list stands with these changes; every change but that of the page begins at the first."""
        wanted = asdict(replace(self, **{"cursor": "", **changes}))
        query = urlencode({name: value for name, value in wanted.items() if value})
        return f"{CONVERSATIONS}?{query}" if query else CONVERSATIONS

    def after(self, item: Mapping[str, Any]) -> str:
        """Return where the list goes on after an item."""
        return self.address(cursor=encode((item["at"], item["id"])))

    def arguments(self) -> dict[str, Any]:
        """Return what the store is asked: see `Store.list_conversations`."""
        before, before_id = _place(self.cursor)
        return {
            "state": self.state or None,
            "project_id": self.project or None,
            "language": self.language or None,
            "channel": self.channel or None,
            "query": self.q or None,
            "before": before,
            "before_id": before_id,
        }


def _one_of(given: str | None, known: Any) -> str:
    return given if given is not None and given in known else ""


def _id(given: str) -> str:
    with suppress(ValueError):
        return str(UUID(given))
    return ""


def _place(cursor: str) -> tuple[str, str] | tuple[None, None]:
    """Return time and id of the last item seen; a cursor that is none of ours is the first page."""
    with suppress(ValueError, TypeError):
        at, item_id = decode(cursor)
        return datetime.fromisoformat(at).isoformat(), str(UUID(item_id))
    return None, None
