"""/metrics tells when each job last ran and whether it did what it should, whoever ran it."""

from __future__ import annotations

from prometheus_client.parser import text_string_to_metric_families

from tests.conftest import OpenHouse
from tests.door.servers import on_one_server
from tests.house import House
from tests.postgres import TestServer
from tests.rows import Rows

pytestmark = on_one_server

RAN = """
    insert into maintenance_runs (job, slot, worker, finished_at, error)
    values ('one', now(), 'a', '2026-01-01 00:00:00.5+00', null), ('two', now(), 'b', '2026-01-02+00', 'a bug'),
           ('two', now() - interval '1 d', 'b', '2026-01-01+00', null), ('three', now(), 'c', null, null)
"""


async def _measured(house: House) -> dict[tuple[str, str], float]:
    text = (await house.http.get("/metrics")).text
    return {
        (sample.name.removeprefix("relais_maintenance_last_run_"), sample.labels["job"]): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name.startswith("relais_maintenance_")
    }


async def test_tells_the_newest_run_of_each_job(house_of: OpenHouse, rows: Rows) -> None:
    async with house_of(role="door") as house:
        assert await _measured(house) == {}
        await rows.run(RAN)
        assert await _measured(house) == {
            ("timestamp_seconds", "one"): 1767225600.5,
            ("ok", "one"): 1,
            ("timestamp_seconds", "two"): 1767312000,
            ("ok", "two"): 0,
        }


async def test_with_the_database_away_nobody_knows(house_of: OpenHouse, rows: Rows, server: TestServer) -> None:
    await rows.run(RAN)
    async with house_of(role="door") as house:
        with server.away():
            assert await _measured(house) == {}
