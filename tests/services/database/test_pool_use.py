"""How busy the pool is, and how long calls waited for a connection."""

from __future__ import annotations

import asyncio

import pytest

from services.database.asyncpg import AsyncpgDatabase
from tests.conftest import OpenHouse
from tests.rows import Rows


@pytest.mark.parametrize(("calls", "waits"), [(1, 0), (2, 0), (5, 3)])
async def test_a_call_that_finds_every_connection_in_use_waits(dsn: str, calls: int, waits: int) -> None:
    database = AsyncpgDatabase(dsn, pool_size=2)
    await asyncio.gather(*(database.value("database_health") for _ in range(calls)))
    use = database.connections()
    assert (use.used, use.limit, use.waits) == (0, 2, waits)
    assert (use.wait_seconds > 0) == (waits > 0)
    await database.close()


async def test_a_busy_pool_is_saturated(dsn: str, rows: Rows) -> None:
    database = AsyncpgDatabase(dsn, pool_size=2)
    await rows.run("begin; lock table runtime_settings")
    held = asyncio.create_task(database.value("runtime_setting", p_name="handoff_hours"))
    while await rows.value("select count(*) = 0 from pg_locks where not granted"):
        pass
    assert database.connections().saturation == 0.5
    await rows.run("rollback")
    assert await held == "7"
    assert database.connections().saturation == 0
    await database.close()


async def test_metrics_tell_of_the_pool(house_of: OpenHouse) -> None:
    async with house_of() as house:
        text = (await house.http.get("/metrics")).text
    for name in (
        "relais_database_connections_limit 10.0",
        "relais_database_pool_saturation 0.",
        "relais_database_pool_waits_total ",
        "relais_database_pool_wait_seconds_total ",
    ):
        assert f"\n{name}" in text
