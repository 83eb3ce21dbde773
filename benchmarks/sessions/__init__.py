"""What sessions cost a turn and an operator, in a database of a million messages, beside a bare `select 1`.

The two take turns in one run, so what disturbs one disturbs the other.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Any

import uvloop

from benchmarks.databases import create_database
from benchmarks.server import durable_server
from benchmarks.sessions.calls import CALLS, World, bare, opened
from benchmarks.sessions.fill import fill, phrases
from logs import configure_logging
from services.database.asyncpg import AsyncpgDatabase
from services.database.migrate import find_migrations, migrate

_WARM_UP = 10
"""Calls before the first that counts: Postgres has decided for a plan, and pages are read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """Milliseconds of a call; `bare` is the median of the `select 1` that took turns with it."""

    name: str
    median: float
    p99: float
    bare: float

    @property
    def ratio(self) -> float:
        """How many `select 1` the call is."""
        return self.median / self.bare


def measure(messages: int = 1_000_000, rounds: int = 200) -> list[Timed]:
    """Make each call `rounds` times in a database of so many messages."""
    configure_logging(level="WARNING")
    with durable_server() as server, asyncio.Runner(loop_factory=uvloop.new_event_loop) as loop:
        return loop.run(_measure(server, messages, rounds))


async def _measure(server: str, messages: int, rounds: int) -> list[Timed]:
    dsn = await create_database(server, "sessions")
    database = AsyncpgDatabase(dsn)
    await migrate(database, find_migrations())
    await database.close()
    await fill(dsn, messages)
    async with opened(dsn, phrases()) as world:
        return [await _timed(world, name, call, rounds) for name, call in CALLS.items()]


async def _timed(world: World, name: str, call: Callable[[World], Awaitable[Any]], rounds: int) -> Timed:
    for _ in range(_WARM_UP):
        await call(world)
    seen = [(await _ms(world, bare), await _ms(world, call)) for _ in range(rounds)]
    calls = [ms for _lone, ms in seen]
    lone = [ms for ms, _call in seen]
    return Timed(name=name, median=median(calls), p99=quantiles(calls, n=100)[-1], bare=median(lone))


async def _ms(world: World, call: Callable[[World], Awaitable[Any]]) -> float:
    began = time.perf_counter()
    await call(world)
    return 1000 * (time.perf_counter() - began)
