from __future__ import annotations

from collections.abc import AsyncGenerator

import pytest

from services.database.migrate import find_migrations
from tests.conftest import OpenHouse
from tests.door.conftest import EMPTY, shared_dsn
from tests.model.models import Script, model_of
from tests.model.texts import classifier_of
from tests.phones import WIRES, Phone
from tests.rows import Rows

__all__ = ["shared_dsn"]

AS_DELIVERED = """
    truncate maintenance_runs;
    delete from prices where item like 'model.%';
    insert into runtime_settings values ('model_daily_tokens', '50000')
        on conflict (name) do update set value = excluded.value
"""


@pytest.fixture
async def dsn(shared_dsn: str) -> str:
    """The module's database, with the demo company and nothing else."""
    await refresh(shared_dsn)
    return shared_dsn


async def refresh(dsn: str) -> None:
    """Bring a database back to the demo company, as it was delivered."""
    async with Rows(dsn) as rows:
        await rows.run(EMPTY)
        await rows.run(AS_DELIVERED)
        for demo in sorted((find_migrations() / "demo").glob("*.sql")):
            await rows.run(demo.read_text())


@pytest.fixture
def script() -> Script:
    """What the model does in this test: to be changed by the test."""
    return Script()


@pytest.fixture
async def jean(house_of: OpenHouse, script: Script) -> AsyncGenerator[Phone]:
    """Jean's phone; the relais behind it has a language model, and a classifier that knows a few sentences."""
    services = {"model": model_of(script), "classifier": classifier_of()}
    async with house_of(burst_quiet_ms=0, services=services) as house:
        yield Phone(house=house, wire=WIRES["cloud"])
