"""GET /api/health/session, and what /metrics says of the live cache."""

from __future__ import annotations

from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.conftest import OpenHouse
from tests.door.servers import on_one_server
from tests.house import House
from tests.live.conftest import written
from tests.live.servers import RedisServer
from tests.phones import WIRES, Phone
from tests.postgres import TestServer

pytestmark = on_one_server

PATH = "/api/health/session"


async def _health(house: House) -> tuple[int, dict[str, Any]]:
    answer = await house.http.get(PATH)
    return answer.status_code, answer.json()


async def test_sessions_are_well(house: House) -> None:
    await Phone(house=house, wire=WIRES["cloud"]).says("Bonjour")
    status, told = await _health(house)

    assert (status, told["backend"], told["healthy"]) == (200, "redis", True)
    postgres, redis = told["details"]["postgres"], told["details"]["redis"]
    assert (postgres["active"], postgres["duplicates"], postgres["pending_migrations"]) == (1, 0, 0)
    assert 0 < postgres["milliseconds"] < 2000
    assert 0 < redis["milliseconds"] < 50


@pytest.mark.parametrize("settings", [{}, {"redis_url": "redis://127.0.0.1:1"}], ids=["no Redis", "Redis away"])
async def test_redis_is_no_part_of_health(house_of: OpenHouse, settings: dict[str, str]) -> None:
    async with house_of(**settings) as house:
        status, told = await _health(house)

    assert (status, told["backend"], told["healthy"]) == (200, "postgres", True)


@pytest.mark.parametrize(
    "damage",
    [
        "drop index idx_unique_active_session_per_user",
        "alter database {name} set default_transaction_read_only = on",
        "delete from schema_migrations where name like '001%'",
        "drop function session_health()",
    ],
    ids=["no unique index", "read-only", "migrations missing", "function missing"],
)
async def test_sessions_are_not_well(house: House, damage: str) -> None:
    await house.rows.run(damage.format(name=await house.rows.value("select quote_ident(current_database())")))
    await house.rows.run(
        "select pg_terminate_backend(pid) from pg_stat_activity "
        "where datname = current_database() and pid <> pg_backend_pid()"
    )
    status, told = await _health(house)

    assert (status, told["backend"], told["healthy"]) == (503, "redis", False)


async def test_postgres_is_away(house: House, server: TestServer) -> None:
    with server.away():
        status, told = await _health(house)

    assert (status, told["backend"], told["healthy"]) == (503, "redis", False)
    assert told["details"]["postgres"] == {"answers": False, "reason": "database_unavailable"}


@pytest.mark.parametrize("token", [None, "wrong"], ids=["no token", "wrong token"])
async def test_only_operators_ask(house_of: OpenHouse, token: str | None) -> None:
    async with house_of(admin_token="right") as house:
        for given, status in ((token, 401), ("right", 200)):
            headers = {"Authorization": f"Bearer {given}"} if given else {}
            assert (await house.http.get(PATH, headers=headers)).status_code == status


async def test_metrics_tell_of_the_cache(house: House, redis: RedisServer) -> None:
    await Phone(house=house, wire=WIRES["cloud"]).says("Bonjour")
    await written(house.parts.live.cache)
    well = await _metrics(house)
    with redis.away():
        await house.http.get("/api/v1/sessions")
        away = await _metrics(house)

    assert (well["relais_cache_up"], well["relais_cache_pending"], well["relais_cache_writes_total"]) == (1, 0, 1)
    assert well["relais_cache_failures_total"] == 0
    assert 0 < well["relais_cache_seconds_sum"] < 15
    assert well["relais_cache_seconds_count"] >= 3
    assert (away["relais_cache_up"], away["relais_cache_failures_total"] >= 1) == (0, True)


async def test_without_a_cache_there_is_nothing_to_measure(house_of: OpenHouse) -> None:
    async with house_of() as house:
        assert [name for name in await _metrics(house) if "cache" in name] == []


async def _metrics(house: House) -> dict[str, float]:
    text = (await house.http.get("/metrics")).text
    families = text_string_to_metric_families(text)
    return {sample.name: sample.value for family in families for sample in family.samples}


async def test_maintenance_is_dated_as_people_read_it(house: House) -> None:
    await house.rows.run(
        "insert into maintenance_runs (job, slot, worker, finished_at) "
        "values ('retention', now(), 'w', '2026-11-21 03:30:00.5+00')"
    )
    _, told = await _health(house)

    assert told["details"]["postgres"]["maintenance"]["retention"] == {
        "finished_at": "2026-11-21T03:30:00+00:00",
        "ok": True,
    }
