"""Workers that are killed or frozen in the middle of their work: nothing lost, nothing twice, everything in order."""

from __future__ import annotations

import asyncio
import random
import signal
from pathlib import Path

from tests.conftest import OpenHouse
from tests.door.servers import on_one_server
from tests.faults.promises import Promises
from tests.faults.scale import scaled
from tests.faults.workers import deliver, statuses, talk, worker
from tests.lanes.people import register

pytestmark = on_one_server

PEOPLE, EACH, LIVES = scaled(20, 100), 5, scaled(5, 25)


async def test_workers_are_killed_again_and_again(
    house_of: OpenHouse, dsn: str, tmp_path: Path, promises: Promises
) -> None:
    async with house_of(role="door", burst_quiet_ms=0) as house, statuses(house):
        webhooks = talk(await register(house.rows, PEOPLE), EACH)
        delivering = asyncio.create_task(deliver(house, webhooks))
        chance = random.Random(7)
        for life in range(LIVES):
            async with worker(house, dsn, tmp_path) as running:
                answered = min(len(house.graph.sent), len(webhooks) - 1)
                await house.until("select count(*) > $1 from outbox where state <> 'pending'", answered)
                await asyncio.sleep(chance.uniform(0, 0.15) if life else 0)  # somewhere in its work, not after it
                running.process.kill()
        await delivering
        async with worker(house, dsn, tmp_path):
            await promises.hold(house, webhooks)


async def test_a_worker_frozen_longer_than_its_lease_changes_nothing(
    house_of: OpenHouse, dsn: str, tmp_path: Path, promises: Promises
) -> None:
    async with (
        house_of(role="door", burst_quiet_ms=0) as house,
        statuses(house),
        worker(house, dsn, tmp_path) as frozen,
        worker(house, dsn, tmp_path),
    ):
        webhooks = talk(await register(house.rows, PEOPLE), EACH)
        delivering = asyncio.create_task(deliver(house, webhooks))
        await house.until("select count(*) > 10 from outbox where state <> 'pending'")
        frozen.process.send_signal(signal.SIGSTOP)
        await delivering
        await house.until("select count(*) = 0 from lanes where worker is not null and due_at < now()")
        frozen.process.send_signal(signal.SIGCONT)
        await promises.hold(house, webhooks)
