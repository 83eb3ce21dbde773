"""The ground of the suite: a real Postgres (every version that is at hand), a fresh database per test, a running house."""

from __future__ import annotations

import asyncio
import io
import json
import logging
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import AbstractAsyncContextManager, ExitStack
from itertools import count
from typing import Any

import pytest

from logs import configure_logging
from services.database.asyncpg import AsyncpgDatabase
from services.database.binaries import Binaries, find_binaries, find_system_binaries
from services.database.migrate import find_migrations, load_demo, migrate
from tests import leaks
from tests.house import House, open_house
from tests.postgres import TestServer
from tests.rows import Rows

SYSTEM_MAJOR = 15
"""The oldest Postgres that the SQL must run on; tested where the machine has it."""

_names = count(1)

Logged = Callable[..., list[dict[str, Any]]]
"""The lines of the named events, or all of them."""


def _versions() -> dict[str, Callable[[], Binaries | None]]:
    found: dict[str, Callable[[], Binaries | None]] = {"embedded": find_binaries}
    if find_system_binaries(SYSTEM_MAJOR):
        found[f"system{SYSTEM_MAJOR}"] = lambda: find_system_binaries(SYSTEM_MAJOR)
    return found


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Generator[Callable[[str], TestServer]]:
    """A server of each version, from its first use to the end: files take turns with the versions."""
    running: dict[str, TestServer] = {}
    with ExitStack() as stack:

        def start(version: str) -> TestServer:
            if version not in running:
                binaries = _versions()[version]()
                assert binaries, f"no Postgres {version} on this machine"
                server = TestServer(binaries, tmp_path_factory.mktemp("postgres"))
                running[version] = stack.enter_context(server)
                for name in ("migrated", "demo"):
                    server.create_database(name)
                asyncio.run(_migrate(server))
            return running[version]

        yield start


@pytest.fixture(scope="session", params=list(_versions()))
def server(request: pytest.FixtureRequest, servers: Callable[[str], TestServer]) -> TestServer:
    """A throw-away server, with the template databases `migrated` and `demo`."""
    return servers(request.param)


async def _migrate(running: TestServer) -> None:
    for name in ("migrated", "demo"):
        database = AsyncpgDatabase(running.dsn(name))
        await migrate(database, find_migrations())
        if name == "demo":
            await load_demo(database, find_migrations())
        await database.close()


@pytest.fixture
def dsn(server: TestServer) -> Generator[str]:
    """A migrated database with the demo company, of this test alone."""
    name = f"test_{next(_names)}"
    server.create_database(name, template="demo")
    yield server.dsn(name)
    server.drop_database(name)


@pytest.fixture
def empty_dsn(server: TestServer) -> Generator[str]:
    """A database with nothing in it, of this test alone."""
    name = f"empty_{next(_names)}"
    server.create_database(name)
    yield server.dsn(name)
    server.drop_database(name)


@pytest.fixture
async def database(dsn: str) -> AsyncGenerator[AsyncpgDatabase]:
    """The way in which relais itself calls its functions."""
    opened = AsyncpgDatabase(dsn, pool_size=20)
    yield opened
    await opened.close()


@pytest.fixture
async def rows(dsn: str) -> AsyncGenerator[Rows]:
    """The operator's SQL editor."""
    async with Rows(dsn) as opened:
        yield opened


@pytest.fixture(autouse=True)
def logged() -> Generator[Logged]:
    """Everything that was logged, as the JSON lines that stdout would hold: `logged("session.created")`.

    No secret, no phone and no body stands in any of them: see `leaks`.
    """
    written = io.StringIO()
    configure_logging(level="INFO", stream=written)

    def lines(*events: str) -> list[dict[str, Any]]:
        found = [json.loads(line) for line in written.getvalue().splitlines()]
        return [line for line in found if not events or line["event"] in events]

    leaks.forget()
    yield lines
    logging.getLogger().handlers.clear()
    assert leaks.leaks(written.getvalue()) == []


OpenHouse = Callable[..., AbstractAsyncContextManager[House]]


@pytest.fixture
def house_of(dsn: str) -> OpenHouse:
    """Open a running relais on this test's database: `async with house_of(burst_quiet_ms=0) as house`."""

    def opened(**settings: Any) -> AbstractAsyncContextManager[House]:
        return open_house(dsn, **settings)

    return opened


@pytest.fixture
async def house(house_of: OpenHouse) -> AsyncGenerator[House]:
    """A running relais with bursts off, so that a message is a turn."""
    async with house_of(burst_quiet_ms=0) as opened:
        yield opened
