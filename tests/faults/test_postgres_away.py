"""Postgres stops, is killed or cannot be heard, before, in and after every call that matters."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil
import pytest

from tests.conftest import OpenHouse
from tests.door.servers import on_one_server
from tests.fakes import graph
from tests.faults.line import Line, Moment
from tests.faults.promises import Promises
from tests.faults.scale import scaled
from tests.faults.workers import deliver, statuses, talk, worker
from tests.house import PATIENCE, House
from tests.lanes.people import register
from tests.postgres import TestServer
from tests.rows import Rows
from tests.spool.conftest import again

pytestmark = on_one_server

PEOPLE, ROUNDS = scaled(10, 50), scaled(1, 20)
EACH, OUTAGE_SECONDS, CUTS = scaled(3, 8), scaled(3, 60), scaled(3, 30)
CALLS = ("receive_events", "claim_turns", "open_session", "finish_turn", "claim_replies", "reply_sent")
SETTINGS = {"burst_quiet_ms": 0, "lease_seconds": 1, "reconcile_seconds": 4, "max_attempts": 50}

at_each_moment = pytest.mark.parametrize("moment", ["asked", "running", "answered"])

TERMINATE = """
    create function pg_temp.terminate(p_call text) returns void language plpgsql as $$
    begin
        loop
            perform pg_stat_clear_snapshot();
            perform pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and state = 'active' and query like '%' || p_call || '(%';
            exit when found;
            perform pg_sleep(0.001);
        end loop;
    end;
    $$
"""
"""Wait for a call to run, and end its connection."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Postgres:
    """A database at the end of a line; `dsn` is the way to it that never breaks."""

    dsn: str
    line: Line
    server: TestServer
    house_of: OpenHouse
    directory: Path

    def house(self, **settings: Any) -> AbstractAsyncContextManager[House]:
        """Open a relais that reaches it by the line, and has a spool."""
        far = {"database_url": self.line.dsn(urlsplit(self.dsn).path[1:]), "spool_dir": str(self.directory)}
        return self.house_of(**SETTINGS | far | settings)

    async def stop(self) -> None:
        """Stop, as for an upgrade."""
        await asyncio.to_thread(self.server.stop)

    async def kill(self) -> None:
        """Lose every process at once, as on a machine that runs out of memory, and start again."""
        await asyncio.to_thread(_kill, self.server.pid)
        await self.stop()
        await asyncio.to_thread(self.server.start)


@pytest.fixture
async def postgres(server: TestServer, dsn: str, house_of: OpenHouse, tmp_path: Path) -> AsyncGenerator[Postgres]:
    """The test's database, whose commits survive a killed server: the suite's server promises that to nobody."""
    async with Rows(dsn) as rows:
        await rows.run(f'alter database "{urlsplit(dsn).path[1:]}" set synchronous_commit = on')
    async with Line(server.port) as line:
        yield Postgres(dsn=dsn, line=line, server=server, house_of=house_of, directory=tmp_path)
    server.start()


@dataclass(slots=True, kw_only=True)
class Talk:
    """People who say one thing after the other, for as long as it takes."""

    house: House
    people: list[str]
    webhooks: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    async def until(self, happened: asyncio.Future[None]) -> None:
        """Talk until then; fail when it does not happen in time."""
        async with asyncio.timeout(PATIENCE):
            while not happened.done():
                self.webhooks += talk([self.people[len(self.webhooks) % len(self.people)]], 1)
                await deliver(self.house, self.webhooks[-1:])
                await asyncio.wait({happened}, timeout=0.05)
        happened.result()


@pytest.mark.parametrize(
    ("moment", "settings"),
    [
        ("asked", {"spool_dir": "off"}),
        ("running", {}),
        ("answered", {}),
        ("answered", {"spool_dir": "off"}),
    ],
    ids=["asked-off", "running-spool", "answered-spool", "answered-off"],
)
async def test_the_line_is_cut_in_every_call(
    postgres: Postgres, moment: Moment, settings: dict[str, str], promises: Promises
) -> None:
    async with postgres.house(**settings) as house, statuses(house):
        people = Talk(house=house, people=await register(house.rows, PEOPLE))
        for call in CALLS * ROUNDS:
            await people.until(postgres.line.cut(call, moment))
        await _survived(house, people.webhooks, promises)


@at_each_moment
async def test_the_server_is_killed_in_the_middle_of_a_call(
    postgres: Postgres, moment: Moment, promises: Promises
) -> None:
    async with postgres.house() as house, statuses(house):
        people = Talk(house=house, people=await register(house.rows, PEOPLE))
        for call in ("receive_events", "finish_turn", "reply_sent") * ROUNDS:
            await people.until(postgres.line.cut(call, moment, then=postgres.kill))
        async with again(house, postgres.dsn) as seen:
            await _survived(seen, people.webhooks, promises)


async def test_the_server_is_killed_while_a_door_without_a_spool_writes(
    postgres: Postgres, tmp_path: Path, promises: Promises
) -> None:
    async with postgres.house(role="door", spool_dir="off") as house:
        people = Talk(house=house, people=await register(house.rows, PEOPLE))
        moments: tuple[Moment, ...] = ("asked", "running", "answered")
        for moment in moments * ROUNDS:
            await people.until(postgres.line.cut("receive_events", moment, then=postgres.kill))
        async with again(house, postgres.dsn) as seen, statuses(seen), worker(seen, postgres.dsn, tmp_path):
            await _survived(seen, people.webhooks, promises)


async def test_what_is_said_during_an_outage_is_answered_afterwards(postgres: Postgres, promises: Promises) -> None:
    async with postgres.house() as house:
        webhooks = talk(await register(house.rows, PEOPLE), EACH)
        with postgres.server.away():
            for webhook in webhooks:
                assert (await house.from_meta(webhook)).status_code == 200
                await asyncio.sleep(OUTAGE_SECONDS / len(webhooks))  # people write throughout, not at once
        async with again(house, postgres.dsn) as seen:
            await _survived(seen, webhooks, promises)
            assert await _said(seen) == _by_person(webhooks)


async def test_a_status_that_waits_in_the_spool_comes_before_another_send(
    postgres: Postgres, promises: Promises
) -> None:
    async with postgres.house(reconcile_seconds=1) as house:
        people = Talk(house=house, people=await register(house.rows, 1))
        await people.until(postgres.line.cut("reply_sent", "asked", then=postgres.stop))
        [sent] = house.graph.sent
        status = graph.status(sent.id, "sent", reply_id=sent.reply_id or "")
        assert (await house.from_meta(graph.webhook(statuses=[status]))).status_code == 200
        await asyncio.sleep(1.5)  # longer than a part with an unknown result waits for its status
        for _try in range(12):  # the spool drains later than the sender claims
            postgres.line.cut("apply_statuses", "asked")
        postgres.server.start()
        async with again(house, postgres.dsn) as seen:
            await _survived(seen, people.webhooks, promises)


async def test_connections_are_cut_in_turns_and_sends(postgres: Postgres, promises: Promises) -> None:
    async with postgres.house() as house, statuses(house), Rows(postgres.dsn) as operator:
        people = Talk(house=house, people=await register(house.rows, PEOPLE))
        await operator.run(TERMINATE)
        for call in CALLS * CUTS:
            ended = operator.run("select pg_temp.terminate($1)", call)
            await people.until(asyncio.ensure_future(ended))
        await _survived(house, people.webhooks, promises)


async def _survived(house: House, webhooks: Sequence[dict[str, Any]], promises: Promises) -> None:
    """Check the promises when the spool has given everything back, and that each message has its own reply."""
    await house.until("select count(*) >= $1 from inbox", len(webhooks))
    await promises.hold(house, webhooks)
    assert await house.rows.value("select count(distinct inbox_id) from outbox") == len(webhooks)


async def _said(house: House) -> dict[str, list[str]]:
    """Return the ids of each person's messages in the order in which they were written down."""
    rows = await house.rows.all("select sender, provider_message_id from inbox order by id")
    return _grouped((row["sender"], row["provider_message_id"]) for row in rows)


def _by_person(webhooks: Sequence[dict[str, Any]]) -> dict[str, list[str]]:
    said = [webhook["entry"][0]["changes"][0]["value"]["messages"][0] for webhook in webhooks]
    return _grouped((f"+{message['from']}", message["id"]) for message in said)


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for person, message in pairs:
        found.setdefault(person, []).append(message)
    return found


def _kill(postmaster: int) -> None:
    """Kill a server with all its processes, and return when none of them holds anything any more."""
    server = psutil.Process(postmaster)
    processes = [server, *server.children(recursive=True)]
    for process in processes:
        process.kill()
    while any(map(_is_alive, processes)):
        time.sleep(0.01)


def _is_alive(process: psutil.Process) -> bool:
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
