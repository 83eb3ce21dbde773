"""A durable Postgres for measuring: fsync and synchronous_commit on, as in production."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import asyncpg

from benchmarks.world import phone_of
from services.database.asyncpg import AsyncpgDatabase
from services.database.binaries import find_binaries
from services.database.hold import take_hold
from services.database.migrate import find_migrations, migrate
from services.database.placement import TEMPORARY

_OPTIONS = {
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "512MB",
    "timezone": "UTC",
    "shared_preload_libraries": "pg_stat_statements",
}


@contextmanager
def durable_server() -> Generator[str]:
    """Run it until the block ends; yields its address."""
    directory = Path(tempfile.mkdtemp())
    hold = take_hold(directory, _OPTIONS, binaries=find_binaries(), homes=TEMPORARY)
    home = (directory / "postgres").resolve()
    try:
        yield f"postgresql://postgres@/postgres?host={quote(str((home / 'run').resolve()), safe='')}"
    finally:
        hold.release()
        shutil.rmtree(home, ignore_errors=True)
        shutil.rmtree(directory, ignore_errors=True)


async def fill(dsn: str, people: int) -> None:
    """Migrate, and register people who all work on three sites."""
    database = AsyncpgDatabase(dsn)
    await migrate(database, find_migrations())
    await database.close()
    connection = await asyncpg.connect(dsn)
    await connection.execute("create extension if not exists pg_stat_statements")
    await connection.execute(
        "insert into projects (name, location) select 'Chantier ' || n, 'Rue ' || n from generate_series(1, 3) n"
    )
    await connection.executemany(
        "insert into subcontractors (phone, name, language) values ('+' || $1, 'Bench', 'fr')",
        [(phone_of(person),) for person in range(people)],
    )
    await connection.execute(
        "insert into project_members (project_id, subcontractor_id) select p.id, s.id from projects p, subcontractors s"
    )
    for table in (
        "projects",
        "project_members",
        "subcontractors",
        "contacts",
        "contact_aliases",
    ):  # not those that fill
        await connection.execute(f"vacuum analyze {table}")
    await connection.close()


async def costs(dsn: str) -> list[tuple[str, int, float]]:
    """Return each call of ours with its count and its mean milliseconds in the database, the dearest first."""
    connection = await asyncpg.connect(dsn)
    rows = await connection.fetch(
        "select substring(query from 'select (?:\\* from )?(\\w+)\\(') as call, sum(calls)::int as calls, "
        "sum(total_exec_time) / sum(calls) as mean from pg_stat_statements where query ~ '^select .*p_\\w+ => ' "
        "group by 1 order by sum(total_exec_time) desc"
    )
    await connection.close()
    return [(row["call"], row["calls"], row["mean"]) for row in rows]


def prepare(dsn: str, people: int) -> None:
    """Fill, from code without a loop."""
    asyncio.run(fill(dsn, people))
