"""Doors and workers as processes of their own on one database: they come and go, and nobody's conversation notices."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from statistics import median
from typing import Any, Literal

import httpx
import pytest

from tests.conftest import OpenHouse
from tests.door.processes import Serving, serving
from tests.door.servers import on_one_server
from tests.fakes import graph
from tests.faults.promises import Promises
from tests.faults.scale import CHAOS, scaled
from tests.faults.workers import statuses
from tests.house import House
from tests.lanes.people import register
from tests.phones import JEAN

pytestmark = on_one_server

PEOPLE, BEATS, TOGETHER, SINGLE = scaled(20, 100), scaled(3, 10), 3, scaled(4, 40)
WORKERS = [3, 1] if CHAOS else [3]
"""One worker against three: for the table of `make chaos` to tell, not for a test to judge."""

PAUSE = 1.0
"""Seconds between what a person writes TOGETHER and the next: the conversation goes on while pods come and go."""

Role = Literal["door", "worker"]
Told = Sequence[dict[str, Any]]

WITHOUT_POLLING = 2.5
"""Seconds, half of what a worker rests that trusts the bell."""

LISTENING = "select count(*) = 1 from pg_stat_activity where datname = current_database() and query ilike 'listen %'"


@pytest.mark.parametrize("workers", WORKERS, ids="{}-workers".format)
async def test_doors_and_workers_come_and_go(
    house_of: OpenHouse, dsn: str, tmp_path: Path, promises: Promises, workers: int
) -> None:
    async with AsyncExitStack() as pods:
        house = await pods.enter_async_context(house_of(role="door", burst_quiet_ms=0))
        await pods.enter_async_context(statuses(house))

        async def pod(role: Role) -> Serving:
            return await pods.enter_async_context(_pod(role, house, dsn, tmp_path))

        starting = [pod("door"), pod("door"), *(pod("worker") for _ in range(workers))]
        first, second, *crew = await asyncio.gather(*starting)
        for waiting in crew:
            await waiting.logs("service.started")
        doors = [await pods.enter_async_context(_through(door, house)) for door in (first, second)]
        said = {phone: _texts(phone) for phone in await register(house.rows, PEOPLE)}
        talking = asyncio.gather(*(_talk(doors, webhooks, turn) for turn, webhooks in enumerate(said.values())))

        await house.until("select count(*) > $1 from outbox where state = 'sent'", PEOPLE)
        if len(crew) > 1:
            crew[1].process.kill()
        await asyncio.gather(first.terminated(), crew[0].terminated(), pod("worker"))
        await talking
        await promises.hold(house, [webhook for webhooks in said.values() for webhook in webhooks])
        await _check_order(house, said)


async def test_a_worker_is_woken_by_the_door_of_another_process(house_of: OpenHouse, dsn: str, tmp_path: Path) -> None:
    async with house_of(role="door", burst_quiet_ms=0) as house, _pod("worker", house, dsn, tmp_path):
        await house.until(LISTENING)
        times: list[float] = []
        for number in range(SINGLE):
            began = time.monotonic()
            assert (await house.from_meta(graph.webhook([graph.text(JEAN, "merci")]))).status_code == 200
            await house.until("select count(*) > $1 from outbox where state = 'sent'", number)
            times.append(time.monotonic() - began)
        assert median(times) < WITHOUT_POLLING


@asynccontextmanager
async def _pod(role: Role, house: House, dsn: str, cwd: Path) -> AsyncGenerator[Serving]:
    """Run a process of one role."""
    settings = {
        "DATABASE_URL": dsn,
        "WHATSAPP_PHONE_NUMBER_ID": graph.PHONE_NUMBER_ID,
        "WHATSAPP_ACCESS_TOKEN": graph.TOKEN,
        "WHATSAPP_APP_SECRET": graph.SECRET,
        "GRAPH_API_URL": house.graph.url,
        "BURST_QUIET_MS": "0",
        "LEASE_SECONDS": "5",
        "RECONCILE_SECONDS": "10",  # statuses may be slow on a busy machine
        "SEND_RATE_PER_SECOND": "1000",
        "SPOOL_DIR": "off",
    }
    async with serving("serve", "--role", role, cwd=cwd, **settings) as running:
        yield running


@asynccontextmanager
async def _through(door: Serving, house: House) -> AsyncGenerator[House]:
    """Give the house, entered by another door."""
    address = (await door.logs("service.started"))["address"]
    async with httpx.AsyncClient(base_url=address, timeout=30) as http:
        yield replace(house, address=address, http=http)


def _texts(phone: str) -> list[dict[str, Any]]:
    return [graph.webhook([graph.text(phone, "merci")]) for _ in range(BEATS * TOGETHER)]


async def _talk(doors: Sequence[House], webhooks: Told, turn: int) -> None:
    """Post one person's messages at the doors by turns; where a door is closed, at the next one, as a balancer does."""
    for number, webhook in enumerate(webhooks, turn):
        await _post(doors[number % 2], doors[1 - number % 2], webhook=webhook)
        if number % TOGETHER == 0:
            await asyncio.sleep(PAUSE)


async def _post(*doors: House, webhook: Mapping[str, Any]) -> None:
    for door in cycle(doors):
        with suppress(httpx.TransportError):
            if (await door.from_meta(webhook)).status_code == 200:
                return


async def _check_order(house: House, said: Mapping[str, Told]) -> None:
    """Check that everybody's messages were handled in the order in which they were written."""
    handled = "select provider_message_id from inbox where sender = $1 order by finished_at"
    for phone, webhooks in said.items():
        written = [webhook["entry"][0]["changes"][0]["value"]["messages"][0]["id"] for webhook in webhooks]
        assert await house.rows.column(handled, phone) == written
