"""A provider in trouble: whatever it answers, each reply part is taken once, and everybody's in order."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Logged, OpenHouse
from tests.door.servers import on_one_server
from tests.fakes import graph
from tests.fakes.graph import DROP, HANG, NO_JSON, Trouble
from tests.faults.promises import Promises, Webhook
from tests.faults.scale import scaled
from tests.faults.workers import deliver, statuses, talk, worker
from tests.house import House
from tests.lanes.people import register
from tests.lanes.test_sends import SLAB
from tests.phones import JEAN

pytestmark = on_one_server

PEOPLE, EACH = scaled(15, 150), 2
TROUBLES = PEOPLE * EACH // 3

QUICK: dict[str, Any] = {"burst_quiet_ms": 0, "send_rate_per_second": 10_000}
SPARE = {"LEASE_SECONDS": "1.5", "RECONCILE_SECONDS": "600"}
"""A send times out after a second; of what was taken nothing but its status tells."""

LATER = {
    "429": Trouble(status=429, code=130429),
    "131056, the pair": Trouble(status=400, code=131056),
    "503": Trouble(status=503),
    "500 with Meta's code": Trouble(status=500, code=131000),
}
"""It was surely not taken: it is sent again, soon."""

PERHAPS = {
    "500": Trouble(status=500, accepted=True),
    "502": Trouble(status=502, accepted=True),
    "a time-out": HANG,
    "200 without JSON": NO_JSON,
    "a broken connection": DROP,
}
"""It was taken, and we are not told so: its status says it."""

LOST = {
    "500": Trouble(status=500),
    "502": Trouble(status=502),
    "a time-out": Trouble(how="hang"),
    "a broken connection": Trouble(how="drop"),
}
"""It was not taken, and we cannot know: no status comes, and after a while it is sent again."""

WAITED = "select bool_and(sent_at - created_at >= interval '1 second') from outbox where attempts > 1"


@pytest.mark.parametrize("trouble", LATER.values(), ids=LATER)
async def test_what_is_not_taken_now_is_taken_later(
    house_of: OpenHouse, promises: Promises, logged: Logged, trouble: Trouble
) -> None:
    async with house_of(**QUICK) as house:
        await _hold_in(house, promises, trouble)
    assert len(logged("reply.deferred")) == TROUBLES


async def test_nobody_is_tried_again_before_the_time_that_the_provider_names(
    house_of: OpenHouse, promises: Promises
) -> None:
    async with house_of(**QUICK) as house:
        await _hold_in(house, promises, Trouble(status=429, code=130429, retry_after=1))
        assert await house.rows.value(WAITED) is True


@pytest.mark.parametrize("trouble", PERHAPS.values(), ids=PERHAPS)
async def test_what_was_taken_without_a_word_waits_for_its_status(
    house_of: OpenHouse, promises: Promises, logged: Logged, trouble: Trouble
) -> None:
    async with house_of(**QUICK, lease_seconds=1.5) as house, statuses(house):
        await _hold_in(house, promises, trouble)
    assert len(logged("reply.unknown")) == TROUBLES


@pytest.mark.parametrize("trouble", LOST.values(), ids=LOST)
async def test_what_was_lost_without_a_word_is_sent_again(
    house_of: OpenHouse, promises: Promises, logged: Logged, trouble: Trouble
) -> None:
    async with house_of(**QUICK, lease_seconds=3, reconcile_seconds=0.5) as house, statuses(house):
        await _hold_in(house, promises, trouble)
    assert len(logged("reply.unknown")) == TROUBLES


async def _hold_in(house: House, promises: Promises, trouble: Trouble) -> None:
    """Let every third call meet trouble while everybody talks."""
    house.graph.trouble(*[None, None, trouble] * TROUBLES)
    webhooks = talk(await register(house.rows, PEOPLE), EACH)
    await deliver(house, webhooks)
    await _hold(house, promises, webhooks)


async def _hold(house: House, promises: Promises, webhooks: Sequence[Webhook]) -> None:
    """Hold the house to its promises, and to one more: of what it had to say, nothing was given up."""
    await _nothing_is_being_sent(house)
    await promises.hold(house, webhooks)
    assert set(await house.rows.column("select state from outbox")) == {"sent"}


async def _nothing_is_being_sent(house: House) -> None:
    """Return when the last call is over too: a status may say what became of a part before its call returns."""
    await house.settled()
    await house.until("select count(*) = 0 from reply_lanes where worker is not null")


async def test_two_workers_and_a_provider_that_does_all_of_that_at_once(
    house_of: OpenHouse, dsn: str, tmp_path: Path, promises: Promises
) -> None:
    async with (
        house_of(role="door", burst_quiet_ms=0) as house,
        statuses(house),
        worker(house, dsn, tmp_path, **SPARE) as one,
        worker(house, dsn, tmp_path, **SPARE) as other,
    ):
        for running in (one, other):
            await running.logs("service.started")
        troubles = [None, *LATER.values(), *PERHAPS.values()] * scaled(2, 10)
        house.graph.trouble(*random.Random(7).sample(troubles, len(troubles)))
        webhooks = talk(await register(house.rows, PEOPLE), EACH)
        await deliver(house, webhooks)
        await _hold(house, promises, webhooks)


PARTS = {
    "the second part, 503": (None, Trouble(status=503)),
    "the second part, lost for a moment": (None, DROP),
    "the second part, no answer": (None, HANG),
    "the third part, 503 twice": (None, None, Trouble(status=503), Trouble(status=503)),
    "every part": (Trouble(status=503), None, Trouble(status=429), None, NO_JSON),
}
"""What the calls for an answer of three parts meet, one after the other."""


@pytest.mark.parametrize("troubles", PARTS.values(), ids=PARTS)
async def test_no_part_is_sent_before_the_one_that_comes_first(
    house_of: OpenHouse, promises: Promises, troubles: Sequence[Trouble | None]
) -> None:
    async with house_of(**QUICK, lease_seconds=1.5) as house, statuses(house):
        house.graph.trouble(*troubles)
        webhooks = [graph.webhook([graph.button(JEAN, SLAB, "Dalle")]), graph.webhook([graph.text(JEAN, "merci")])]
        await deliver(house, webhooks)
        await _hold(house, promises, webhooks)

        assert [sent.kind for sent in house.graph.sent] == ["text", "media", "media", "text"]
        later = sum(trouble is not None and not trouble.accepted for trouble in troubles)
        assert house.graph.calls == 4 + later, "what was taken is not sent again"


async def test_a_text_waits_until_the_file_before_it_is_accepted(house_of: OpenHouse, promises: Promises) -> None:
    async with house_of(**QUICK) as house:
        house.graph.trouble(None, None, Trouble(status=429, retry_after=2))
        webhooks = [graph.webhook([graph.button(JEAN, SLAB, "Dalle")]), graph.webhook([graph.text(JEAN, "merci")])]
        await deliver(house, webhooks)
        await house.until("select array_agg(state order by id) = '{sent,sent,pending,pending}' from outbox")
        assert [sent.kind for sent in house.graph.sent] == ["text", "media"]
        await _hold(house, promises, webhooks)
        assert [sent.kind for sent in house.graph.sent] == ["text", "media", "media", "text"]


async def test_what_a_status_has_decided_no_time_out_takes_back(house_of: OpenHouse) -> None:
    async with house_of(**QUICK, lease_seconds=1.5, max_attempts=1) as house, statuses(house):
        house.graph.trouble(HANG)
        await deliver(house, talk([JEAN], 1))
        await house.until("select count(*) = 1 from outbox where state = 'sent'")
        await _nothing_is_being_sent(house)
        assert await house.rows.column("select state from outbox") == ["sent"]
