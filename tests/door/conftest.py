from __future__ import annotations

from collections.abc import AsyncGenerator, Generator

import pytest

from services.database.migrate import find_migrations
from tests.conftest import OpenHouse
from tests.house import House
from tests.postgres import TestServer
from tests.rows import Rows

EMPTY = """
    truncate companies, projects, subcontractors, contacts, conversation_sessions, messages, inbox, outbox, lanes,
             reply_lanes, audit_log restart identity cascade
"""


@pytest.fixture(scope="module")
def shared_dsn(server: TestServer, request: pytest.FixtureRequest) -> Generator[str]:
    """A database for the tests of a module, which spares each the half second of making one."""
    name = request.module.__name__.replace(".", "_")
    server.create_database(name, template="demo")
    yield server.dsn(name)
    server.drop_database(name)


@pytest.fixture
async def dsn(shared_dsn: str) -> str:
    """The module's database, with the demo company and nothing else."""
    async with Rows(shared_dsn) as rows:
        await rows.run(EMPTY)
        for script in sorted((find_migrations() / "demo").glob("*.sql")):
            await rows.run(script.read_text())
    return shared_dsn


@pytest.fixture
async def door(house_of: OpenHouse) -> AsyncGenerator[House]:
    """A relais that only takes webhooks: what it stored stays as it is."""
    async with house_of(role="door") as opened:
        yield opened
