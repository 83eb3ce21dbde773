"""Wakes whoever waits for something that is due: at once in this process, by NOTIFY in the others.

A ring that gets lost (a pooler without LISTEN, a connection that just broke) costs one poll, never a message.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import asyncpg

from errors import DatabaseError
from events import Event, log
from services.database.asyncpg import AsyncpgDatabase

TOPICS = ("turns", "replies", "media", "notifications")
_COALESCE_SECONDS = 0.05  # one NOTIFY for all rings of this time: each one locks the whole server for a moment
_RECONNECT_SECONDS = 2.0
_POLL_SECONDS = 0.5
_POLL_LISTENING_SECONDS = 5.0


class WakeUpBells:
    """One bell per topic; `notify` carries the rings to other processes, `listen` brings theirs."""

    def __init__(self, notify: Callable[[str], Awaitable[None]], *, worker: str) -> None:
        """Keep how to tell the others, and our own name among them; nothing is rung yet."""
        self._worker = worker
        self._notify = notify
        self._bells = {topic: asyncio.Event() for topic in TOPICS}
        self._listening = False
        self._outside = {topic: asyncio.Event() for topic in TOPICS}

    def ring(self, topic: str) -> None:
        """Say that `topic` has something due; returns at once."""
        self._bells[topic].set()
        self._outside[topic].set()

    def ring_here(self, topic: str) -> None:
        """Say so in this process only."""
        self._bells[topic].set()

    @property
    def poll_seconds(self) -> float:
        """How long to trust the silence: longer while other processes can be heard."""
        return _POLL_LISTENING_SECONDS if self._listening else _POLL_SECONDS

    async def wait(self, topic: str, timeout: float) -> None:
        """Return after a ring of `topic`, or after `timeout` seconds."""
        try:
            async with asyncio.timeout(timeout):
                await self._bells[topic].wait()
        except TimeoutError:
            return
        finally:
            self._bells[topic].clear()

    async def carry(self, topic: str) -> None:
        """Tell other processes, at most once per coalescing time, until cancelled."""
        while True:
            await self._outside[topic].wait()
            self._outside[topic].clear()
            with suppress(DatabaseError):  # then the others poll
                await self._notify(topic)
            await asyncio.sleep(_COALESCE_SECONDS)

    async def listen(self, database: AsyncpgDatabase) -> None:
        """Hear other processes until cancelled; a lost connection is made again."""
        while True:
            try:
                async with database.connection() as connection:
                    await self._hear(connection)
            except (DatabaseError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
                log(Event.LISTENER_LOST, reason=str(error) or type(error).__name__)
            await asyncio.sleep(_RECONNECT_SECONDS)

    async def _hear(self, connection: asyncpg.Connection[asyncpg.Record]) -> None:
        closed = asyncio.Event()

        def close(_connection: Any) -> None:
            closed.set()

        connection.add_termination_listener(close)
        for topic in TOPICS:
            await connection.add_listener(f"relais_{topic}", self._heard(topic))
            self._bells[topic].set()  # what was rung while nobody listened
        self._listening = True
        try:
            await closed.wait()
        finally:
            self._listening = False

    def _heard(self, topic: str) -> Callable[[Any, Any, Any, Any], None]:
        def heard(_connection: Any, _pid: Any, _channel: Any, worker: Any) -> None:
            if worker != self._worker:  # what we rang ourselves was heard already
                self._bells[topic].set()

        return heard
