"""Brings the live state of sessions to Redis, behind everybody's back."""

from __future__ import annotations

import asyncio
from itertools import islice

from errors import CacheUnavailableError
from services.live import index
from services.live.index import Session
from services.live.link import RedisLink

_REST_SECONDS = 1.0
_CLOSE_SECONDS = 0.5
_BATCH = 50
_MOST_PENDING = 10_000


class LiveWriter:
    """Writes what came meanwhile in one round trip, the newest state of each session.

    While Redis is away states are kept for later, and once a second we look whether it is back.
    """

    def __init__(self, link: RedisLink) -> None:
        """Write over `link`; nothing connects yet."""
        self._link = link
        self._write = link.redis.register_script(index.PUT)
        self._pending: dict[str, Session] = {}
        self._carrying: asyncio.Task[None] | None = None

    @property
    def pending(self) -> int:
        """How many states are not in Redis yet."""
        return len(self._pending)

    def start(self) -> None:
        """See that what is pending is written, and that Redis is looked for while it is away."""
        idle = self._carrying is None or self._carrying.done()
        if idle and (self._pending or not self._link.availability.up):
            self._carrying = asyncio.create_task(self._carry())

    def put(self, session: Session) -> None:
        """Take a state; returns at once. When too many wait, the longest waiting gives way."""
        self._pending.pop(session["id"], None)
        self._pending[session["id"]] = session
        if len(self._pending) > _MOST_PENDING:
            del self._pending[next(iter(self._pending))]
        self.start()

    def forget(self, person_id: str) -> None:
        """Write nothing of a person that is still pending."""
        for session in list(self._pending.values()):
            if session["subcontractor_id"] == person_id:
                del self._pending[session["id"]]

    async def close(self) -> None:
        """Write what is pending, if Redis answers."""
        if self._carrying is None:
            return
        if self._link.availability.up:
            await asyncio.wait({self._carrying}, timeout=_CLOSE_SECONDS)
        self._carrying.cancel()
        await asyncio.wait({self._carrying})

    async def _carry(self) -> None:
        while self._pending or not self._link.availability.up:
            try:
                if not self._link.availability.up:
                    await self._link.reach()
                await self._write_some()
            except CacheUnavailableError:
                await asyncio.sleep(_REST_SECONDS)
            else:
                self._link.availability.found()

    async def _write_some(self) -> None:
        sessions = list(islice(self._pending.values(), _BATCH))
        if not sessions:
            return
        keys, arguments = index.put_keys(sessions), index.put_arguments(sessions)
        await self._link.call(lambda: self._write(keys, arguments))
        self._link.writes += len(sessions)
        for session in sessions:
            if self._pending.get(session["id"]) is session:  # else a newer state came meanwhile
                del self._pending[session["id"]]
