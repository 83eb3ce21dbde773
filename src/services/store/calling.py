"""How the store calls: every function once, and again where that is harmless."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import stamina

from errors import DatabaseBehindError, DatabaseError, DatabaseUnavailableError
from events import Event, log
from services.availability import Availability
from services.interfaces import Database
from services.store.values import LaneRules

_FIRST_PAUSE_SECONDS = 0.05


class _Heard:
    """A database of which every answer is heard."""

    def __init__(self, database: Database, answered: Callable[[], None]) -> None:
        self._called = database
        self._answered = answered

    async def value(self, function: str, **arguments: Any) -> Any:
        """Call a function that returns one value."""
        found = await self._called.value(function, **arguments)
        self._answered()
        return found

    async def rows(self, function: str, **arguments: Any) -> list[dict[str, Any]]:
        """Call a function that returns rows."""
        found = await self._called.rows(function, **arguments)
        self._answered()
        return found

    async def close(self) -> None:
        """Give every connection back."""
        await self._called.close()


class Calling:
    """Errors of every verb: every `errors.DatabaseError`."""

    def __init__(self, database: Database, rules: LaneRules, *, worker: str = "relais") -> None:
        """Speak through `database`, as `worker` (who holds a lane, for operators to read)."""
        self._outage = Availability(Event.DATABASE_UNAVAILABLE, Event.DATABASE_RECOVERED)
        self._database = _Heard(database, self._outage.found)
        self._rules = rules
        self.worker = worker

    def note_outage(self, error: DatabaseError) -> None:
        """Say that the database cannot be used, at most once a minute; when it answers again, that is said by itself.

        One that only lacks its migrations is not away: what to do about it is said each time.
        """
        if isinstance(error, DatabaseBehindError):
            log(Event.DATABASE_BEHIND)
        else:
            self._outage.lost(str(error))

    def _held_until(self) -> float:
        """Say when a lease that is asked for now ends; asked before the database counts, so never too late."""
        return time.monotonic() + self._rules.lease_seconds

    async def _found(self, function: str, **arguments: Any) -> dict[str, Any]:
        found: dict[str, Any] = await self._again(function, **arguments)
        return found

    async def _again(self, function: str, **arguments: Any) -> Any:
        """Call a function that may be called twice; a connection that broke is no reason to give up at once."""
        try:
            return await self._database.value(function, **arguments)
        except DatabaseUnavailableError:
            await asyncio.sleep(_FIRST_PAUSE_SECONDS)
        async for attempt in stamina.retry_context(
            on=DatabaseUnavailableError, attempts=3, timeout=2.0, wait_initial=2 * _FIRST_PAUSE_SECONDS, wait_max=0.5
        ):
            with attempt:
                return await self._database.value(function, **arguments)
        return None  # pragma: no cover - retry_context either returns or raises
