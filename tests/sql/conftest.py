"""What nobody else sees needs no database of its own: `sql` is an SQL editor whose work is rolled back."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator

import pytest

from services.database.asyncpg import AsyncpgDatabase
from tests.postgres import TestServer
from tests.rows import Rows


@pytest.fixture(scope="session")
def shared_dsn(server: TestServer) -> Generator[str]:
    """A migrated database with the demo company that stays as it is."""
    server.create_database("shared", template="demo")
    yield server.dsn("shared")
    server.drop_database("shared")


@pytest.fixture
async def sql(shared_dsn: str) -> AsyncGenerator[Rows]:
    """One transaction, so `now()` stands still."""
    async with Rows(shared_dsn) as opened:
        await opened.run("begin")
        yield opened
        await opened.run("rollback")


@pytest.fixture
async def empty(empty_dsn: str) -> AsyncGenerator[AsyncpgDatabase]:
    """A new database that nothing was applied to."""
    opened = AsyncpgDatabase(empty_dsn)
    yield opened
    await opened.close()
