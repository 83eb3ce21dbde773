from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from services.database.asyncpg import AsyncpgDatabase
from services.media.local import LocalMediaStore
from services.personal_data import PersonalData
from services.store import LaneRules, Store
from tests.door.conftest import shared_dsn
from tests.live.conftest import redis, redis_server
from tests.rows import Rows

__all__ = ["redis", "redis_server", "shared_dsn"]

_EMPTY = """
    truncate subcontractors, contacts, conversation_sessions, session_snapshots, audit_log, media_files cascade
"""
_DEMO_PERSON = """
    insert into subcontractors (id, phone, name)
    values ('50000000-0000-4000-8000-000000000001', '+33600000001', 'Jean')
"""


@pytest.fixture
async def dsn(shared_dsn: str) -> str:
    """The module's database, with the demo company's sites, and Jean."""
    async with Rows(shared_dsn) as rows:
        await rows.run(_EMPTY)
        await rows.run(_DEMO_PERSON)
    return shared_dsn


@pytest.fixture
async def store(dsn: str) -> AsyncGenerator[Store]:
    """The store of a worker that takes its time."""
    database = AsyncpgDatabase(dsn)
    yield Store(database, LaneRules(burst_quiet_ms=0))
    await database.close()


@pytest.fixture
def people(store: Store, tmp_path: Path) -> PersonalData:
    """What hands out and erases, with a spool and a media folder of this test alone."""
    return PersonalData(store=store, cache=None, media=LocalMediaStore(tmp_path / "media"), spool=tmp_path / "spool")
