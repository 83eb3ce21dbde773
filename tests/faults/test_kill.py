"""Workers that are killed or frozen in the middle of their work: nothing lost, nothing twice, everything in order."""

from __future__ import annotations

import asyncio
import random
import signal
from collections import defaultdict
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.conftest import OpenHouse
from tests.door.processes import serving
from tests.door.servers import on_one_server
from tests.fakes import graph
from tests.house import House
from tests.lanes.people import damage, register

pytestmark = on_one_server

PEOPLE, EACH = 20, 5


def _worker_settings(house: House, dsn: str) -> dict[str, str]:
    return {
        "DATABASE_URL": dsn,
        "WHATSAPP_PHONE_NUMBER_ID": graph.PHONE_NUMBER_ID,
        "WHATSAPP_ACCESS_TOKEN": graph.TOKEN,
        "GRAPH_API_URL": house.graph.url,
        "BURST_QUIET_MS": "0",
        "LEASE_SECONDS": "1",
        "RECONCILE_SECONDS": "4",
        "RETRY_BASE_SECONDS": "0.1",
        "MAX_ATTEMPTS": "50",
        "SPOOL_DIR": "off",
    }


@asynccontextmanager
async def _statuses(house: House) -> AsyncGenerator[None]:
    """Report every accepted message as sent, as Meta does: it decides what a killed worker no longer could tell."""

    async def report() -> None:
        told = 0
        while True:
            for sent in house.graph.sent[told:]:
                status = graph.status(sent.id, "sent", reply_id=sent.reply_id or "")
                await house.from_meta(graph.webhook(statuses=[status]))
                told += 1
            await asyncio.sleep(0.05)

    task = asyncio.create_task(report())
    try:
        yield
    finally:
        task.cancel()


async def _deliver(house: House, phones: list[str]) -> list[dict[str, Any]]:
    """Post every person's messages, people mixed, each person's in order; return the webhooks."""
    webhooks = [graph.webhook([graph.text(phone, "merci")]) for _ in range(EACH) for phone in phones]
    for webhook in webhooks:
        assert (await house.from_meta(webhook)).status_code == 200
    return webhooks


async def _holds(house: House, webhooks: list[dict[str, Any]]) -> None:
    """Check the promises of contract §7, then deliver everything again: nothing may change."""
    await house.settled()
    assert await house.rows.all("select outcome, count(*) from inbox group by 1") == [
        {"outcome": "answered", "count": len(webhooks)}
    ]
    sent = [message.reply_id for message in house.graph.sent]
    assert len(sent) == len(set(sent)) == len(webhooks), "every reply part is sent once"
    by_person: dict[str, list[int]] = defaultdict(list)
    for reply_id in sent:
        person, number = str(reply_id).split(":")
        by_person[person].append(int(number))
    assert all(numbers == sorted(numbers) for numbers in by_person.values()), "in order"
    assert await house.rows.value("select count(*) from conversation_sessions") == PEOPLE
    assert not await damage(house.rows)

    before = await house.rows.all("select * from inbox order by id")
    for webhook in webhooks:
        await house.from_meta(webhook)
    await house.settled()
    assert await house.rows.all("select * from inbox order by id") == before
    assert len(house.graph.sent) == len(webhooks)


async def test_workers_are_killed_again_and_again(house_of: OpenHouse, dsn: str, tmp_path: Path) -> None:
    async with house_of(role="door", burst_quiet_ms=0) as house, _statuses(house):
        phones = await register(house.rows, PEOPLE)
        delivering = asyncio.create_task(_deliver(house, phones))
        chance = random.Random(7)
        for life in range(5):
            async with serving("serve", cwd=tmp_path, **_worker_settings(house, dsn)) as worker:
                answered = len(house.graph.sent)
                await house.until("select count(*) > $1 from outbox where state <> 'pending'", answered)
                await asyncio.sleep(chance.uniform(0, 0.15) if life else 0)  # somewhere in its work, not after it
                worker.process.kill()
        webhooks = await delivering
        async with serving("serve", cwd=tmp_path, **_worker_settings(house, dsn)):
            await _holds(house, webhooks)


async def test_a_worker_frozen_longer_than_its_lease_changes_nothing(
    house_of: OpenHouse, dsn: str, tmp_path: Path
) -> None:
    async with house_of(role="door", burst_quiet_ms=0) as house, _statuses(house):
        phones = await register(house.rows, PEOPLE)
        async with (
            serving("serve", cwd=tmp_path, **_worker_settings(house, dsn)) as frozen,
            serving("serve", cwd=tmp_path, **_worker_settings(house, dsn)),
        ):
            delivering = asyncio.create_task(_deliver(house, phones))
            await house.until("select count(*) > 10 from outbox where state <> 'pending'")
            frozen.process.send_signal(signal.SIGSTOP)
            webhooks = await delivering
            await house.until("select count(*) = 0 from lanes where worker is not null and due_at < now()")
            frozen.process.send_signal(signal.SIGCONT)
            await _holds(house, webhooks)
