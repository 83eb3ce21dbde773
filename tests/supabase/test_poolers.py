"""A pooler is seen wherever it listens, and nothing that it cannot bear is asked of it."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncGenerator, Generator
from pathlib import Path

import pytest

from errors import DatabaseUnavailableError
from services.database.asyncpg import AsyncpgDatabase
from services.database.migrate import find_migrations, migrate, status
from services.store import LaneRules, Store
from tests.conftest import Logged
from tests.door.processes import relais
from tests.house import open_house
from tests.phones import JEAN, WIRES, Phone
from tests.postgres import TestServer
from tests.rows import Rows
from tests.supabase.conftest import Project
from tests.supabase.programs import pgbouncer


def _dsn(port: int, name: str) -> str:
    return f"postgresql://postgres@127.0.0.1:{port}/{name}"


@pytest.fixture(
    params=[
        pytest.param(({"size": 3}, r"PgBouncer \d+\.\d+\.\d+ \(transaction\)"), id="transactions"),
        pytest.param(({"size": 1}, r"PgBouncer \d+\.\d+\.\d+ \(transaction\)"), id="one connection"),
        pytest.param(({"mode": "session"}, r"PgBouncer \d+\.\d+\.\d+ \(session\)"), id="sessions"),
        pytest.param(({"admin": False}, r"PgBouncer \(transaction\)"), id="closed console"),
    ]
)
def named(request: pytest.FixtureRequest, supabase_server: TestServer, tmp_path: Path) -> Generator[tuple[int, str]]:
    """A pooler's port, and how it is to be named."""
    options, name = request.param
    with pgbouncer(supabase_server.port, tmp_path, **options) as port:
        yield port, name


async def test_a_pooler_is_named(named: tuple[int, str], project: Project) -> None:
    port, name = named
    database = AsyncpgDatabase(_dsn(port, project.name))
    assert re.fullmatch(name, await database.pooler() or "")
    assert await database.value("database_health")
    assert database.pooled
    await database.close()


def test_the_doctor_names_it(project: Project, pooler_port: int, tmp_path: Path) -> None:
    end = relais("doctor", "--json", cwd=tmp_path, DATABASE_URL=_dsn(pooler_port, project.name))
    assert end.stderr == ""
    [way] = [check["detail"] for check in json.loads(end.stdout)["checks"] if check["check_name"] == "way"]
    assert re.fullmatch(r"through PgBouncer [\d.]+ \(transaction\)", way)


async def test_no_pooler_is_seen_where_there_is_none(direct: AsyncpgDatabase) -> None:
    assert await direct.pooler() is None
    assert await direct.value("database_health")
    assert not direct.pooled


async def test_nobody_answers() -> None:
    with pytest.raises(DatabaseUnavailableError, match="cannot be reached"):
        await AsyncpgDatabase("postgresql://postgres@127.0.0.1:1/away").pooler()


@pytest.mark.parametrize(
    ("dsn", "pooled"),
    [
        ("postgresql://postgres.ref:x@aws-0-eu-west-1.pooler.supabase.com:5432/postgres", True),
        ("postgresql://postgres:x@db.ref.supabase.co:6543/postgres", True),
        ("postgresql://postgres:x@db.ref.supabase.co:5432/postgres", False),
    ],
)
def test_supabases_own_addresses_are_known(dsn: str, pooled: bool) -> None:
    assert AsyncpgDatabase(dsn).pooled is pooled


@pytest.fixture
async def crowd(project: Project, pooler_port: int) -> AsyncGenerator[list[Store]]:
    """More connections than the pooler has, of several processes."""
    databases = [AsyncpgDatabase(_dsn(pooler_port, project.name), pool_size=8) for _ in range(3)]
    yield [Store(database, LaneRules()) for database in databases]
    for database in databases:
        await database.close()


async def test_a_crowd_gets_its_own_answers(crowd: list[Store], rows: Rows) -> None:
    async def ask(store: Store, number: int) -> None:
        for turn in range(10):
            await store.save(f"key {number}", f"{number}.{turn}")
            assert await store.find(f"key {number}") is not None
            assert (await store.database_health())["read_only"] is False

    await asyncio.gather(*(ask(store, number) for number, store in enumerate(crowd * 8)))
    assert await rows.value("select count(*) from provider_contents where key like 'key %'") == 24


async def test_a_database_is_migrated_through_a_pooler(supabase_server: TestServer, pooler_port: int) -> None:
    supabase_server.create_database("through_a_pooler")
    database = AsyncpgDatabase(_dsn(pooler_port, "through_a_pooler"))
    await migrate(database, find_migrations())
    assert {script.state for script in await status(database, find_migrations())} == {"applied"}
    await database.close()
    supabase_server.drop_database("through_a_pooler")


async def test_the_story_through_a_pooler(project: Project, rows: Rows, pooler_port: int, logged: Logged) -> None:
    async with open_house(project.dsn, database_url=_dsn(pooler_port, project.name), burst_quiet_ms=0) as house:
        jean = Phone(house=house, wire=WIRES["cloud"])
        [hello] = await jean.says("Bonjour")
        [sites] = await jean.taps(hello, "Voir mes chantiers")
        [tasks] = await jean.taps(sites, "Champigny")
        assert "Champigny" in tasks.body
        assert house.parts.wakeups.poll_seconds < 1, "nobody listens, so everybody looks"
    assert logged("listener.lost", "turn.failed", "database.unavailable") == []
    assert await rows.column("select outcome from inbox where sender = $1", JEAN) == ["answered"] * 3
