"""One filled database, and what the calls of a round cost in it."""

from __future__ import annotations

import random
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import asyncpg

from benchmarks.growth.traffic import RULES, TOGETHER, Traffic
from services.database.asyncpg import AsyncpgDatabase
from services.store import Store

MESSAGE = "message"
"""The name under which all calls stand together."""

_SEED = 7

_RESET = """
    select pg_stat_statements_reset(0, (select oid from pg_database where datname = current_database()), 0)
"""

_COSTS = r"""
    select substring(query from '^select (\w+)\(') as call, sum(total_exec_time) as ms,
           sum(shared_blks_hit + shared_blks_read) as pages
    from pg_stat_statements
    where dbid = (select oid from pg_database where datname = current_database()) and query ~ '^select \w+\(p_\w+ => '
    group by 1
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """For each message that passes: milliseconds of execution, and pages touched."""

    ms: float
    pages: float


@dataclass(frozen=True, slots=True)
class Measured:
    """A database with its traffic; `connection` asks for the costs."""

    traffic: Traffic
    connection: asyncpg.Connection[asyncpg.Record]

    async def round(self, messages: int) -> Mapping[str, Cost]:
        """Let messages pass; return the cost of each call by name, and of all as `MESSAGE`."""
        # Autovacuum comes to these every 500 changes.
        await self.connection.execute("vacuum lanes, reply_lanes, send_buckets")
        await self.connection.execute(_RESET)
        await self.traffic.pass_through(messages)
        rows = await self.connection.fetch(_COSTS)
        costs = {row["call"]: Cost(row["ms"] / messages, float(row["pages"]) / messages) for row in rows}
        return costs | {MESSAGE: Cost(sum(c.ms for c in costs.values()), sum(c.pages for c in costs.values()))}


@asynccontextmanager
async def opened(dsn: str, people: Sequence[str]) -> AsyncGenerator[Measured]:
    """Open a filled database, and let some messages pass first: plans are made, pages are read."""
    connection = await asyncpg.connect(dsn)
    database = AsyncpgDatabase(dsn, pool_size=1)
    try:
        await connection.execute("create extension if not exists pg_stat_statements")
        chance = random.Random(_SEED)  # noqa: S311 - the same people in every run
        measured = Measured(Traffic(Store(database, RULES), people, chance), connection)
        await measured.round(2 * TOGETHER)
        yield measured
    finally:
        await connection.close()
        await database.close()
