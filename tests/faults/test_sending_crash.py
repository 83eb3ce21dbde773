"""Workers that die or freeze around the call to the provider: a reply is sent once, or is said to be sent again."""

from __future__ import annotations

import signal
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import OpenHouse
from tests.door.servers import on_one_server
from tests.door.waiting import eventually
from tests.fakes.graph import HANG
from tests.faults.dying import frozen, heir, killed
from tests.faults.promises import Promises
from tests.faults.scale import scaled
from tests.faults.workers import deliver, statuses, talk, worker
from tests.house import House
from tests.lanes.people import damage, register

pytestmark = on_one_server

PEOPLE, EACH, LIVES = scaled(6, 60), 2, scaled(3, 30)
ONE_AT_A_TIME = {"WORKER_CONCURRENCY": "1"}
NEVER = {"RECONCILE_SECONDS": "600"}
SOON = {"RECONCILE_SECONDS": "4"}


async def test_killed_after_the_turn_and_before_its_reply_was_claimed(
    house_of: OpenHouse, dsn: str, tmp_path: Path, promises: Promises
) -> None:
    async with house_of(role="door", burst_quiet_ms=0) as house:
        webhooks = await _spoken(house)
        await killed(house, dsn, tmp_path, "kill after finish_turn")
        replies = await house.rows.all("select distinct state, attempts from outbox")
        assert replies == [{"state": "pending", "attempts": 0}]

        async with heir(house, dsn, tmp_path, **NEVER):
            await promises.hold(house, webhooks)


async def test_killed_between_the_claim_of_a_reply_and_the_call(
    house_of: OpenHouse, dsn: str, tmp_path: Path, promises: Promises
) -> None:
    async with house_of(role="door", burst_quiet_ms=0) as house:
        webhooks = await _spoken(house)
        await killed(house, dsn, tmp_path, *["kill before send"] * LIVES, **SOON)
        assert house.graph.calls == 0
        assert await house.rows.value("select count(*) from outbox where state = 'sending'")

        async with heir(house, dsn, tmp_path, **SOON):
            await promises.hold(house, webhooks)
        assert house.graph.calls == len(webhooks)


async def test_killed_after_the_provider_took_it_and_a_status_tells(
    house_of: OpenHouse, dsn: str, tmp_path: Path, promises: Promises
) -> None:
    async with house_of(role="door", burst_quiet_ms=0) as house:
        webhooks = await _spoken(house)
        await killed(house, dsn, tmp_path, *["kill after send"] * LIVES, **ONE_AT_A_TIME, **NEVER)
        unknown = await house.rows.value("select count(*) from outbox where state = 'sending'")
        assert len(house.graph.sent) == unknown == LIVES

        async with heir(house, dsn, tmp_path, **NEVER):
            await _only_waiting(house, LIVES)
            async with statuses(house):
                await promises.hold(house, webhooks)
        assert await house.rows.column("select distinct attempts from outbox") == [1], "nothing is sent again"


async def test_killed_after_the_provider_took_it_and_no_status_comes(
    house_of: OpenHouse, dsn: str, tmp_path: Path
) -> None:
    async with house_of(role="door", burst_quiet_ms=0) as house:
        webhooks = await _spoken(house)
        await killed(house, dsn, tmp_path, *["kill after send"] * LIVES, **ONE_AT_A_TIME, **SOON)
        unknown = await house.rows.all("select * from outbox where state = 'sending' order by id")
        assert len(house.graph.sent) == sum(row["attempts"] for row in unknown) == LIVES

        async with heir(house, dsn, tmp_path, **SOON):
            await house.settled()

        again = await house.rows.all("select * from outbox where attempts > 1 order by id")
        assert [row["id"] for row in again] == [row["id"] for row in unknown]
        for before, after in zip(unknown, again, strict=True):
            assert (after["state"], after["attempts"]) == ("sent", before["attempts"] + 1)
            assert (after["sent_at"] - before["sending_since"]).total_seconds() >= float(SOON["RECONCILE_SECONDS"])
            assert await _told(house, after["provider_message_id"]) == "sent again after an unknown result"
        await _check_every_attempt_was_sent(house, len(webhooks))
        assert not await damage(house.rows)


FROZEN = {"stop before send": 0, "stop after send": 1}
"""What became of a worker, and how many replies the provider had from it by then."""


@pytest.mark.parametrize("life", FROZEN)
async def test_frozen_longer_than_the_lease_around_the_call(
    house_of: OpenHouse, dsn: str, tmp_path: Path, promises: Promises, life: str
) -> None:
    async with house_of(role="door", burst_quiet_ms=0) as house:
        webhooks = await _spoken(house)
        async with frozen(house, dsn, tmp_path, life, **ONE_AT_A_TIME, **NEVER) as thaw:
            assert len(house.graph.sent) == FROZEN[life]
            async with heir(house, dsn, tmp_path, **NEVER):
                await _only_waiting(house, 1)
                thaw()
                await promises.hold(house, webhooks)
        assert await house.rows.column("select distinct attempts from outbox") == [1], "only the sleeper sent it"


async def test_frozen_longer_than_the_lease_inside_the_call(
    house_of: OpenHouse, dsn: str, tmp_path: Path, promises: Promises
) -> None:
    async def taken() -> bool:
        return bool(house.graph.sent)

    brief = NEVER | {"LEASE_SECONDS": "2"}
    async with house_of(role="door", burst_quiet_ms=0) as house:
        house.graph.trouble(HANG)
        webhooks = await _spoken(house)
        async with worker(house, dsn, tmp_path, **brief, **ONE_AT_A_TIME) as sleeper:
            await eventually(taken)
            sleeper.process.send_signal(signal.SIGSTOP)
            async with heir(house, dsn, tmp_path, **brief):
                await _only_waiting(house, 1)
                sleeper.process.send_signal(signal.SIGCONT)
                async with statuses(house):
                    await promises.hold(house, webhooks)
        assert await house.rows.column("select distinct attempts from outbox") == [1], "nothing is sent again"


async def _spoken(house: House) -> list[dict[str, Any]]:
    """Let many people say something, and return it."""
    webhooks = talk(await register(house.rows, PEOPLE), EACH)
    await deliver(house, webhooks)
    return webhooks


async def _told(house: House, provider_message_id: str) -> str:
    """Return the reason that `relais why` shows for a reply."""
    story = await house.rows.value("select get_story($1)", provider_message_id)
    return str(story["replies"][0]["last_error"])


async def _check_every_attempt_was_sent(house: House, messages: int) -> None:
    """Check that each message has its reply, sent as often as it was tried and under one reference; in order."""
    rows = await house.rows.all("select contact_id || ':' || id as reply_id, attempts from outbox")
    sent = [str(message.reply_id) for message in house.graph.sent]
    assert len(rows) == messages
    assert Counter(sent) == {row["reply_id"]: row["attempts"] for row in rows}
    by_person = sorted(sent, key=lambda reply_id: reply_id.split(":")[0])
    assert by_person == sorted(sent, key=lambda reply_id: (reply_id.split(":")[0], int(reply_id.split(":")[1])))


async def _only_waiting(house: House, people: int) -> None:
    """Return when the next worker has answered all but so many people, and has found that they must wait."""
    await house.until("select count(*) = 0 from inbox where state = 'pending'")
    await house.until(
        "select count(*) = $1 and bool_and(worker is null and due_at > now() + interval '1 minute') "
        "from reply_lanes where due_at is not null",
        people,
    )
