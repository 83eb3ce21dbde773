"""A person's data: found, handed out, removed, and let go when it is old."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from services.store.calling import Calling
from tolerant_reader import read


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPerson:
    """Somebody who is known, registered or not (then without a phone and a name of ours): see find_person."""

    id: str
    ids: Sequence[str]
    phone: str | None
    name: str | None
    addresses: Sequence[str]


class PersonVerbs(Calling):
    """Everything about one person; and everybody's data, by its age."""

    async def find_person(self, address: str) -> KnownPerson | None:
        """Return who is meant by a phone (E.164), a user id or an id of ours, or None."""
        found: dict[str, Any] | None = await self._again("find_person", p_address=address)
        return read(KnownPerson, found) if found else None

    async def phone_variants(self, phone: str) -> list[str]:
        """Return the other ways in which providers write a phone (E.164)."""
        found: list[str] = await self._again("phone_variants", p_phone=phone)
        return found

    async def export_person(
        self, person_id: str, *, cursor: dict[str, Any] | None, limit: int
    ) -> dict[str, Any] | None:
        """Return a page `{table, rows, next}` of all that is stored about a person, or None."""
        found: dict[str, Any] | None = await self._again(
            "export_person", p_person_id=person_id, p_cursor=cursor, p_limit=limit
        )
        return found

    async def erase_person(self, person_id: str) -> dict[str, Any] | None:
        """Remove all that is stored about a person; return `{receipt, rows}`, or None when there was nobody."""
        found: dict[str, Any] | None = await self._again("erase_person", p_person_id=person_id)
        return found

    async def apply_retention(self, kind: str, days: int, *, limit: int) -> int:
        """Remove a batch of what is older than so many days; return how much that was: 0 is the end."""
        return int(await self._again("apply_retention", p_kind=kind, p_days=days, p_limit=limit))

    async def list_old_media(self, days: int, *, limit: int) -> list[dict[str, Any]]:
        """Return `[{subcontractor_id, id, path}]` of files that are older than so many days."""
        found: list[dict[str, Any]] = await self._again("list_old_media", p_days=days, p_limit=limit)
        return found

    async def remove_media(self, files: Sequence[dict[str, Any]]) -> int:
        """Forget files that were deleted; return how many were known."""
        return int(await self._again("remove_media", p_files=list(files)))
