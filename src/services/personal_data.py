"""Everything about one person, wherever it lies: handed out, or erased."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from errors import CacheUnavailableError, RelaisError, SpoolError, UnknownIdError
from events import Event, log
from services.interfaces import MediaStore, SessionCache
from services.spool_erasure import Traces, erase_from_spool
from services.store import KnownPerson, Store

_PAGE = 2000
"""Rows that are asked for at once: a person with 100,000 messages is never in one answer of the database."""

_LIVE = "live_sessions"

Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalData:
    """The database, the live cache, the spool of this machine and the files that people sent, taken together.

    Errors: `DatabaseError`, `CacheUnavailableError`, `SpoolError`, `MediaError`.
    """

    store: Store
    cache: SessionCache | None
    media: MediaStore
    spool: Path | None

    async def find(self, address: str) -> KnownPerson | None:
        """Return who is meant by a phone (E.164), a user id or an id of ours; None when nobody is known by it."""
        return await self.store.find_person(address)

    async def pages(self, person: KnownPerson) -> AsyncGenerator[tuple[str, Rows]]:
        """Yield table and rows, page by page; a table without rows is an empty page, a large one is several.

        Raises:
            UnknownIdError: the person was erased meanwhile.
        """
        cursor: dict[str, Any] | None = {}
        while cursor is not None:
            page = await self.store.export_person(person.id, cursor=cursor, limit=_PAGE)
            if page is None:
                raise UnknownIdError("the person was erased meanwhile")
            cursor = page["next"]
            yield page["table"], page["rows"]
        yield _LIVE, await self._live(person)
        log(Event.PERSON_EXPORTED, phone=_called(person), subcontractor_id=person.id)

    async def export(self, person_id: str) -> dict[str, Any] | None:
        """Return `heading(person) | {"data": {table: rows}}`, or None when nobody has this id."""
        person = await self.find(person_id)
        if person is None:
            return None
        data: dict[str, Rows] = {}
        async for table, rows in self.pages(person):
            data.setdefault(table, []).extend(rows)
        return heading(person) | {"data": data}

    async def erase(self, person_id: str) -> dict[str, Any] | None:
        """Erase all of it; return `{receipt, erased: {table or place: how much}}`, or None when nobody has this id.

        What lies outside the database goes first: if that breaks off, the person can still be found. It goes again
        afterwards, because until then a turn in flight may have written: also when the id is gone meanwhile, for that
        may have been our own commit, whose answer was lost.
        """
        person = await self.find(person_id)
        if person is None:
            return None
        outside = await self._erase_outside(person)
        done = await self.store.erase_person(person.id)
        with suppress(RelaisError):  # it answered a moment ago, and the person is gone
            outside.update(await self._erase_outside(person))
        if done is None:
            return None
        log(Event.PERSON_ERASED, phone=_called(person), receipt=done["receipt"])
        return {"receipt": done["receipt"], "erased": done["rows"] | dict(outside)}

    async def erase_unknown(self, address: str) -> dict[str, Any] | None:
        """Erase from the spool somebody whom the database does not know; return as `erase`, or None without a trace.

        There is no receipt: the audit log has nothing to say.
        """
        addresses = (address, *await self.store.phone_variants(address))
        count = await self._erase_spooled(Traces(addresses=addresses, ids=()))
        if not count:
            return None
        log(Event.PERSON_ERASED, phone=address, receipt=None)
        return {"receipt": None, "erased": {"spool": count}}

    async def _live(self, person: KnownPerson) -> Rows:
        """Return the live states; without the cache there is nothing that the database does not hold as well."""
        if self.cache is not None:
            with suppress(CacheUnavailableError):
                return await self.cache.list_person(person.id)
        return []

    async def _erase_outside(self, person: KnownPerson) -> Counter[str]:
        return Counter({
            "spool": await self._erase_spooled(Traces(addresses=person.addresses, ids=person.ids)),
            "files": sum([await self.media.delete(person_id) for person_id in person.ids]),
            _LIVE: await self.cache.forget(person.id) if self.cache is not None else 0,
        })  # fmt: skip

    async def _erase_spooled(self, traces: Traces) -> int:
        if self.spool is None:
            return 0
        try:
            return await asyncio.to_thread(erase_from_spool, self.spool, traces)
        except OSError as error:
            raise SpoolError(f"the spool cannot be erased from: {error}") from error


def _called(person: KnownPerson) -> str:
    """Return how the log calls them: it masks phones, and would not know a user id."""
    return person.phone or "a stranger"


def heading(person: KnownPerson) -> dict[str, Any]:
    """Return what an export begins with: who, and when."""
    return {
        "person_id": person.id,
        "phone": person.phone,
        "addresses": list(person.addresses),
        "exported_at": datetime.now(UTC).isoformat(),
    }
