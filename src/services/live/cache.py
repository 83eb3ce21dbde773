"""The live state of sessions, kept in Redis."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count
from typing import Any

from errors import CacheUnavailableError
from services.interfaces import CacheFigures
from services.live import index
from services.live.index import SESSIONS, UPDATED, Place, Session
from services.live.link import RedisLink
from services.live.writer import LiveWriter

_SCAN = 200  # sessions looked at in one go
_PERSON_SECONDS = 2.0  # for what concerns one person an operator waits, not a turn


class LiveCache:
    """A `services.interfaces.SessionCache` in Redis."""

    def __init__(self, url: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Keep the address; nothing connects yet.

        Raises:
            ConfigurationError: Redis does not know an option of the address.
        """
        self._link = RedisLink(url, clock=clock)
        self._writer = LiveWriter(self._link)
        self._link.when_lost = self._writer.start

    @property
    def figures(self) -> CacheFigures:
        """What happened so far, and how it stands."""
        return self._link.figures(pending=self._writer.pending)

    def start(self) -> None:
        """Connect, in a task of its own."""
        self._writer.start()

    def put(self, session: Session) -> None:
        """Take a state that was committed, to be written by a task of its own; returns at once."""
        self._writer.put(session)

    async def find(self, session_ids: Sequence[str]) -> dict[str, Session]:
        """Return the states that are known, by id, in the order of the ids."""
        if not session_ids:
            return {}
        found = await self._ask("MGET", *map(index.key_of, session_ids))
        return dict(self._parsed(session_ids, found))

    async def list_sessions(
        self, *, phone: str | None, status: str | None, before: str | None, before_id: str | None, limit: int
    ) -> list[Session]:
        """Return the sessions of the last 24 hours, the newest first: see `Store.list_sessions`."""
        key = index.phone_key(phone) if phone else SESSIONS
        place = Place.of(before, before_id)
        found: list[Session] = []
        for offset in count(0, _SCAN):
            entries = await self._entries(key, place, offset)
            sessions = await self.find([entry.id for entry in entries if place is None or entry < place])
            found += [session for session in sessions.values() if status in {None, session["status"]}]
            if len(found) >= limit or len(entries) < _SCAN:
                break
        return found[:limit]

    async def list_person(self, person_id: str) -> list[Session]:
        """Return the states of one person."""
        _ids, found = await self._link.call(lambda: self._person(person_id), _PERSON_SECONDS)
        return found

    async def forget(self, person_id: str) -> int:
        """Remove a person's states and return how many they were; for a day nobody writes any of them again."""
        self._writer.forget(person_id)
        return await self._link.call(lambda: self._forget(person_id), _PERSON_SECONDS)

    async def latency(self) -> float | None:
        """Return how many seconds an answer takes, or None when Redis is away."""
        began = time.perf_counter()
        try:
            await self._link.call(self._link.ping)
        except CacheUnavailableError:
            return None
        return time.perf_counter() - began

    async def close(self) -> None:
        """Write what is pending, if Redis answers, and give every connection back."""
        await self._writer.close()
        await self._link.close()

    async def _entries(self, key: str, before: Place | None, offset: int) -> list[Place]:
        newest = before.started if before else "+inf"
        found = await self._ask("ZREVRANGEBYSCORE", key, newest, "-inf", "WITHSCORES", "LIMIT", offset, _SCAN)
        return [
            Place(int(score), session_id) for session_id, score in zip(index.ids(found[::2]), found[1::2], strict=True)
        ]

    async def _person(self, person_id: str) -> tuple[list[str], list[Session]]:
        ids = index.ids(await self._link.command("ZREVRANGE", index.person_key(person_id), 0, -1))
        found: list[bytes | None] = await self._link.command("MGET", *map(index.key_of, ids)) if ids else []
        return ids, [session for _id, session in self._parsed(ids, found)]

    async def _forget(self, person_id: str) -> int:
        await self._link.command("SET", index.erased_key(person_id), 1, "EX", index.SECONDS_TO_LIVE)
        ids, sessions = await self._person(person_id)
        if ids:
            own = {index.person_key(person_id), *(index.phone_key(session["phone"]) for session in sessions)}
            await self._link.command("DEL", *own, *map(index.key_of, ids))
            await self._link.command("ZREM", SESSIONS, *ids)
            await self._link.command("ZREM", UPDATED, *ids)
        return len(ids)

    def _parsed(self, ids: Iterable[str], found: Iterable[bytes | None]) -> Iterator[tuple[str, Session]]:
        """Yield what is a session: anybody may have written to Redis, and that is no reason to fail."""
        for session_id, state in zip(ids, found, strict=True):
            session = index.parse(session_id, state) if state is not None else None
            if session is not None:
                yield session_id, session
            elif state is not None:
                self._link.availability.warn(f"the key {index.key_of(session_id)} holds no session")

    async def _ask(self, *words: Any) -> Any:
        return await self._link.ask(lambda: self._link.command(*words))
