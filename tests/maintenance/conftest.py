from __future__ import annotations

import pytest

from tests.door.conftest import shared_dsn
from tests.rows import Rows

__all__ = ["dsn", "shared_dsn"]

_EMPTY = """
    truncate maintenance_runs, session_snapshots, conversation_sessions, messages, audit_log cascade;
    update subcontractors set last_project_id = null, last_project_at = null
"""


@pytest.fixture
async def dsn(shared_dsn: str) -> str:
    """The module's database, where nothing was ever run and nobody ever said anything."""
    async with Rows(shared_dsn) as rows:
        await rows.run(_EMPTY)
    return shared_dsn
