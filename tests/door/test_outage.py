"""The database goes away and comes back: the process lives on, says so, and works again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager, AsyncExitStack
from pathlib import Path

import httpx
import pytest

from tests.conftest import Logged, OpenHouse
from tests.door.processes import serving
from tests.door.servers import on_one_server
from tests.door.waiting import eventually
from tests.fakes import graph, twilio
from tests.house import House
from tests.phones import JEAN
from tests.postgres import TestServer
from tests.rows import Rows

pytestmark = on_one_server

Outage = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def outage(server: TestServer) -> Outage:
    """Take the shared server away while a block runs; it is back afterwards, whatever happens."""

    return server.away


async def test_ready_and_live(door: House) -> None:
    ready = await door.http.get("/health/ready")

    assert (ready.status_code, ready.json()) == (
        200,
        {"status": "ok", "checks": {"database": "ok", "migrations": "ok"}},
    )
    assert (await door.http.get("/health/live")).json() == {"status": "ok", "checks": {}}


async def test_a_missing_migration_is_not_ready(door: House) -> None:
    await door.rows.run("update schema_migrations set kind = 'function' where name like '014%'")
    ready = await door.http.get("/health/ready")
    await door.rows.run("update schema_migrations set kind = 'migration' where name like '014%'")

    assert (ready.status_code, ready.json()["status"]) == (503, "unavailable")
    assert ready.json()["checks"] == {"database": "ok", "migrations": "1 pending"}


async def test_while_the_database_is_away_nothing_is_accepted_and_then_everything_works(
    house_of: OpenHouse, outage: Outage, dsn: str, logged: Logged
) -> None:
    async with house_of(burst_quiet_ms=0, spool_dir="off") as house:
        await house.from_meta(graph.webhook([graph.text(JEAN, "Bonjour")]))
        await house.settled()
        with outage():
            assert (await house.from_meta(graph.webhook([graph.text(JEAN, "Bonjour")]))).status_code == 503
            assert (await house.from_meta(graph.webhook(statuses=[graph.status("wamid.x", "read")]))).status_code == 503
            assert (await house.from_twilio(twilio.text(JEAN, "Bonjour"))).status_code == 503
            ready, live = await house.http.get("/health/ready"), await house.http.get("/health/live")
            assert (ready.status_code, ready.json()["status"]) == (503, "unavailable")
            assert live.status_code == 200
            assert logged("webhook.not_stored")

        assert (await house.from_meta(graph.webhook([graph.text(JEAN, "Bonjour")]))).status_code == 200
        assert (await house.http.get("/health/ready")).status_code == 200
        async with Rows(dsn) as rows:
            await eventually(lambda: rows.value("select count(*) = 2 from outbox where state = 'sent'"))
            assert await rows.column("select outcome from inbox") == ["answered"] * 2


CUT = """
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid not in (pg_backend_pid(), $1)
"""


async def test_connections_that_are_cut_again_and_again_lose_nothing(house_of: OpenHouse, dsn: str) -> None:
    said = [graph.text(JEAN, "Bonjour") for _ in range(50)]
    statuses: dict[str, int] = {}

    async with house_of(burst_quiet_ms=0, lease_seconds=1) as house, Rows(dsn) as operator:

        async def write(item: graph.webhooks.Item) -> None:
            statuses[item["id"]] = (await house.from_meta(graph.webhook([item]))).status_code

        ours = await house.rows.value("select pg_backend_pid()")
        for first in range(0, len(said), 5):
            await asyncio.gather(operator.all(CUT, ours), *map(write, said[first : first + 5]))

        assert set(statuses.values()) <= {200, 503}
        accepted = {message_id for message_id, status in statuses.items() if status == 200}
        assert accepted
        await house.until("select count(*) = 0 from inbox where state = 'pending'")
        answered = await house.rows.column("select provider_message_id from inbox where outcome = 'answered'")
        assert accepted <= set(answered)


async def test_a_process_started_without_a_database_waits_for_it(dsn: str, outage: Outage, tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(httpx.AsyncClient())
        with outage():
            relais = await stack.enter_async_context(serving("serve", cwd=tmp_path, DATABASE_URL=dsn))
            address = (await relais.logs("service.started"))["address"]
            said = await relais.logs("database.unavailable")
            assert said["message"].startswith("The database is away: ")
            assert "\n" not in said["message"]
            assert (await http.get(f"{address}/health/live")).status_code == 200
            assert (await http.get(f"{address}/health/ready")).status_code == 503

        await eventually(lambda: _is_ready(http, address))
        rest = [line["event"] for line in await relais.terminated()]
        assert rest.count("database.unavailable") == 0, "once a minute is enough"
        assert rest.count("database.recovered") == 1


async def _is_ready(http: httpx.AsyncClient, address: str) -> bool:
    return (await http.get(f"{address}/health/ready")).status_code == 200
