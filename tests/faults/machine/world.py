"""The real SQL functions under a clock of the machine's own, called one at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from services.database.asyncpg import AsyncpgDatabase
from services.store import Store
from tests.faults.machine.model import RULES, Person
from tests.rows import Rows

Value = TypeVar("Value")

START = datetime(2026, 10, 5, 9, tzinfo=UTC)
TICK = timedelta(milliseconds=1)

PEOPLE = (
    Person(phone="+33600000101", channel="cloud", id="50000000-0000-4000-8000-000000000101"),
    Person(phone="+33600000102", channel="twilio", id="50000000-0000-4000-8000-000000000102"),
    Person(phone="+33600000103", channel="cloud", id=None),
)

# Our functions say `now()`: found before Postgres's own, this one makes leases, back-offs and days the machine's.
_CLOCK = """
    create table machine_clock as select now() as reads;
    create function now() returns timestamptz language sql stable as 'select reads from public.machine_clock';
    do $$ begin execute format('alter database %I set search_path = public, pg_catalog', current_database()); end $$;
"""

_EMPTY = """
    truncate subcontractors, contacts, session_snapshots, send_buckets, audit_log restart identity cascade
"""


@dataclass(slots=True, kw_only=True)
class World:
    """Two workers on one database; `now` is what every function takes for the time."""

    runner: asyncio.Runner
    database: AsyncpgDatabase
    rows: Rows
    workers: tuple[Store, ...]
    now: datetime = START

    def restart(self) -> list[Person]:
        """Forget everything; return people of whom nobody has heard yet."""
        people = [Person(phone=known.phone, channel=known.channel, id=known.id) for known in PEOPLE]
        self.now = START
        self.ask(self.rows.run(_EMPTY))
        for person in people:
            if person.id:
                register = "insert into subcontractors (id, phone, name) values ($1, $2, 'Somebody')"
                self.ask(self.rows.run(register, person.id, person.phone))
        return people

    def step(self, seconds: float) -> None:
        """Set the clock on, or back."""
        self.now += timedelta(seconds=seconds)

    def call(self, calling: Coroutine[Any, Any, Value]) -> Value:
        """Call a function of relais, a moment after the last one."""
        self.now += TICK
        self.ask(self.rows.run("update machine_clock set reads = $1", self.now))
        return self.ask(calling)

    def ask(self, asking: Coroutine[Any, Any, Value]) -> Value:
        """Run what takes no time."""
        return self.runner.run(asking)


@contextmanager
def open_world(dsn: str) -> Generator[World]:
    """Open a world on a database of its own until the block ends."""
    with asyncio.Runner() as runner:
        runner.run(_wind_up(dsn))
        database, rows = AsyncpgDatabase(dsn, pool_size=1), Rows(dsn)
        workers = tuple(Store(database, RULES, worker=name) for name in ("first", "second"))
        runner.run(rows.__aenter__())
        try:
            yield World(runner=runner, database=database, rows=rows, workers=workers)
        finally:
            runner.run(rows.__aexit__(None, None, None))
            runner.run(database.close())


async def _wind_up(dsn: str) -> None:
    async with Rows(dsn) as rows:
        await rows.run(_CLOCK)
