"""A deploy under load: workers that are asked to stop, and functions that are replaced while they are called."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from services.database.migrate import find_migrations, read_scripts
from tests.conftest import OpenHouse
from tests.door.processes import Serving, relais
from tests.door.servers import on_one_server
from tests.door.waiting import eventually
from tests.faults.promises import Promises
from tests.faults.scale import scaled
from tests.faults.workers import deliver, statuses, talk, worker
from tests.house import House
from tests.lanes.people import locked, register
from tests.rows import Rows
from tests.spool import conftest as spool

pytestmark = on_one_server

frozen = spool.frozen

PEOPLE, EACH, ROUNDS, DEPLOYS = scaled(20, 100), 5, scaled(1, 10), scaled(1, 15)
SLOW = [f"+3361000000{n}" for n in (1, 2, 3)]
"""People whose turns take as long as the test wants."""

DRAINS = ("25", "0")
"""Every turn has the time that it needs; none has any."""

SETTINGS = {"LEASE_SECONDS": "3", "RECONCILE_SECONDS": "10", "SEND_RATE_PER_SECOND": "1000", "SEND_PAIR_BURST": "1000"}
"""A lease that no test waits for: a worker that was asked to stop leaves none behind. No pacing."""

PAUSE = 0.5
"""Seconds between two messages of one person: the processes that deploy need the processor as well."""

MARGIN = 10.0
"""Seconds that a process may take to end beside its drain, on a busy machine."""

HELD = "select contact_id from lanes where worker is not null or attempts > 0"
AT_THE_GATE = """
    select count(*) = 2 from pg_locks join pg_database d on d.oid = database
    where d.datname = current_database() and not granted
      and (locktype = 'advisory' or relation = 'schema_migrations'::regclass)
"""
FUNCTIONS = {script.name for script in read_scripts(find_migrations()) if script.kind == "function"}


async def test_workers_are_replaced_under_load(
    house_of: OpenHouse, dsn: str, tmp_path: Path, promises: Promises
) -> None:
    async with house_of(role="door", burst_quiet_ms=0) as house, statuses(house):
        webhooks = talk(await register(house.rows, PEOPLE), EACH)
        delivering = asyncio.create_task(deliver(house, webhooks))
        for drain in DRAINS * ROUNDS:
            async with worker(house, dsn, tmp_path, DRAIN_SECONDS=drain, WORKER_CONCURRENCY="4", **SETTINGS) as leaving:
                await leaving.logs("service.started")  # before that, a signal simply ends it
                answered = min(len(house.graph.sent), len(webhooks) - 1)
                await house.until("select count(*) > $1 from outbox where state <> 'pending'", answered)
                assert await _seconds_to_end(leaving) < MARGIN, "turns are short: nobody waits for the whole drain"
            assert await house.rows.all(HELD) == [], "what was claimed is finished, or given back with its attempt"
        await delivering
        async with worker(house, dsn, tmp_path, **SETTINGS):
            await promises.hold(house, webhooks)
        assert await house.rows.column("select distinct attempts from inbox") == [1]


async def test_a_turn_that_runs_is_finished_before_the_worker_ends(
    house_of: OpenHouse, dsn: str, tmp_path: Path, promises: Promises
) -> None:
    async with house_of(role="door", burst_quiet_ms=0) as house:
        webhooks = talk(await register(house.rows, PEOPLE), 1)
        async with worker(house, dsn, tmp_path, **SETTINGS) as leaving:
            async with _slow(house, dsn, leaving, webhooks):
                leaving.process.terminate()
                await _stays(leaving)
            assert await asyncio.wait_for(leaving.process.wait(), MARGIN) == 0
            slow = "select distinct outcome, fence from inbox join lanes using (contact_id) where sender = any ($1)"
            assert await house.rows.all(slow, SLOW) == [{"outcome": "answered", "fence": 1}], "by its only claim"
        async with worker(house, dsn, tmp_path, **SETTINGS):
            await promises.hold(house, webhooks)


async def test_a_turn_that_outlasts_the_drain_is_given_back(
    house_of: OpenHouse, dsn: str, tmp_path: Path, promises: Promises
) -> None:
    async with house_of(role="door", burst_quiet_ms=0) as house, statuses(house):
        webhooks = talk(await register(house.rows, PEOPLE), EACH)
        settings = {"DRAIN_SECONDS": "1", **SETTINGS}
        async with worker(house, dsn, tmp_path, **settings) as leaving, _slow(house, dsn, leaving, webhooks):
            assert 1 <= await _seconds_to_end(leaving) < 1 + MARGIN
            assert await house.rows.all(HELD) == []
            due = "select count(*) from lanes where due_at <= clock_timestamp()"
            assert await house.rows.value(due) >= len(SLOW), "the next worker takes them at once"
        async with worker(house, dsn, tmp_path, **SETTINGS):
            await promises.hold(house, webhooks)
        assert await house.rows.column("select distinct attempts from inbox") == [1]


async def test_a_second_signal_ends_at_once(house_of: OpenHouse, dsn: str, tmp_path: Path, promises: Promises) -> None:
    async with house_of(role="door", burst_quiet_ms=0) as house, statuses(house):
        webhooks = talk(await register(house.rows, PEOPLE), EACH)
        settings = {"DRAIN_SECONDS": "600", **SETTINGS}
        async with worker(house, dsn, tmp_path, **settings) as leaving, _slow(house, dsn, leaving, webhooks):
            leaving.process.terminate()
            await _stays(leaving)
            leaving.process.terminate()
            assert await asyncio.wait_for(leaving.process.wait(), MARGIN) == 1
        async with worker(house, dsn, tmp_path, **SETTINGS):
            await promises.hold(house, webhooks)


async def test_a_database_that_hangs_does_not_hold_up_the_end(
    house_of: OpenHouse, dsn: str, tmp_path: Path, frozen: spool.Away
) -> None:
    async with house_of(role="door", burst_quiet_ms=0) as house:
        webhooks = talk(await register(house.rows, PEOPLE), 1)
        settings = {"DRAIN_SECONDS": "1", **SETTINGS}
        async with worker(house, dsn, tmp_path, **settings) as leaving, _slow(house, dsn, leaving, webhooks):
            with frozen():
                async with asyncio.timeout(1 + MARGIN):
                    await leaving.terminated()


async def test_functions_are_replaced_while_an_old_worker_calls_them_and_a_new_one_starts(
    house_of: OpenHouse, dsn: str, tmp_path: Path, promises: Promises
) -> None:
    async with house_of(role="door", burst_quiet_ms=0) as house, worker(house, dsn, tmp_path, **SETTINGS) as old:
        enough = asyncio.Event()
        talking = asyncio.create_task(_talk_until(enough, house, await register(house.rows, PEOPLE)))
        await house.until("select count(*) > 10 from outbox where state = 'sent'")
        for _deploy in range(DEPLOYS):
            await _replace_every_function(house, dsn, tmp_path)
        async with worker(house, dsn, tmp_path, **SETTINGS) as new:
            await new.logs("message.handled")
            assert _complaints(await old.terminated()) == [], "not one call went wrong"
            enough.set()
            await promises.hold(house, await talking)
            assert _complaints(await new.terminated()) == []


def _complaints(lines: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [line for line in lines if line["level"] != "info"]


async def _replace_every_function(house: House, dsn: str, cwd: Path) -> None:
    """Let two pods deploy at once: one of them applies every function, the other finds them applied."""
    await house.rows.run("update schema_migrations set checksum = 'of the last deploy' where kind = 'function'")
    async with Rows(dsn) as gate:
        await gate.run("begin")
        await gate.run("lock table schema_migrations")
        migrate = [asyncio.to_thread(relais, "migrate", "--json", cwd=cwd, DATABASE_URL=dsn) for _pod in range(2)]
        migrating = asyncio.gather(*migrate)
        await house.until(AT_THE_GATE)
        await gate.run("commit")
    ended = await migrating
    assert [(pod.returncode, pod.stderr) for pod in ended] == [(0, "")] * 2
    applied = sorted(({item["name"] for item in json.loads(pod.stdout)} for pod in ended), key=len)
    assert applied == [set(), FUNCTIONS]


async def _talk_until(enough: asyncio.Event, house: House, phones: Sequence[str]) -> list[dict[str, Any]]:
    """Let people write again soon after most were answered; return what they wrote."""
    said: list[dict[str, Any]] = []

    async def mostly_answered() -> bool:
        return len(house.graph.sent) > len(said) - len(phones) / 2

    while not enough.is_set():
        said += talk(phones, 1)
        await deliver(house, said[-len(phones) :])
        await eventually(mostly_answered)
        await asyncio.sleep(PAUSE)
    return said


@asynccontextmanager
async def _slow(house: House, dsn: str, working: Serving, webhooks: Sequence[dict[str, Any]]) -> AsyncGenerator[None]:
    """Deliver everything: the turns of SLOW stay in their middle until the block ends, all others are done before it."""
    await working.logs("service.started")
    async with AsyncExitStack() as stack:
        for phone in SLOW:
            await stack.enter_async_context(locked(dsn, phone))
        await deliver(house, webhooks)
        await house.until(
            "select array_agg(distinct sender order by sender) = $1 from inbox where state = 'pending'", SLOW
        )
        await house.until("select count(*) = $1 from lanes where worker is not null", len(SLOW))
        yield


async def _seconds_to_end(leaving: Serving) -> float:
    began = time.monotonic()
    await leaving.terminated()
    return time.monotonic() - began


async def _stays(leaving: Serving) -> None:
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(leaving.process.wait(), 1)
