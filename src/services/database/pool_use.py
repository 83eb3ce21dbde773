"""How busy a pool of connections is, and how long calls waited for one."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

Taken = TypeVar("Taken")


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolUse:
    """A pool at this moment: connections open, in use, and allowed; and since the start: waits, and their seconds."""

    size: int
    used: int
    limit: int
    waits: int = 0
    wait_seconds: float = 0.0

    @property
    def saturation(self) -> float:
        """The share of the allowed connections that is in use, 0 to 1."""
        return self.used / self.limit


@dataclass(slots=True)
class Waits:
    """Counts the calls that find all `limit` connections in use, and how long they wait for one."""

    limit: int
    count: int = 0
    seconds: float = 0.0
    _calls: int = 0

    @asynccontextmanager
    async def counted(self, taking: Awaitable[Taken]) -> AsyncGenerator[Taken]:
        """Take a connection for a block."""
        full = self._calls >= self.limit
        self._calls += 1
        try:
            yield await (self._timed(taking) if full else taking)
        finally:
            self._calls -= 1

    async def _timed(self, taking: Awaitable[Taken]) -> Taken:
        started = time.monotonic()
        self.count += 1
        try:
            return await taking
        finally:
            self.seconds += time.monotonic() - started
