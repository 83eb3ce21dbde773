"""One person with hundreds of waiting messages: everybody else is answered as soon as without them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from tests.conftest import OpenHouse
from tests.door.servers import on_one_server
from tests.fakes import graph
from tests.faults.promises import Promises
from tests.faults.scale import scaled
from tests.faults.workers import deliver
from tests.house import House
from tests.lanes.people import register

pytestmark = on_one_server

PEOPLE, MESSAGES, BATCH = scaled(100, 1000), 200, 50

WAITED = """
    select extract(epoch from percentile_disc(0.95) within group (order by o.sent_at) - min(i.finished_at))::float
    from outbox o join inbox i on i.contact_id = o.contact_id and i.id = o.inbox_id where i.sender = any($1::text[])
"""
"""Seconds from the first one's turn until 95 of a hundred of these people have their answer."""

AHEAD = """
    select count(*) from inbox
    where sender = $1 and finished_at < (select max(finished_at) from inbox where sender = any($2::text[]))
"""
"""How many of one person's messages were handled before everybody of these people had their turn."""


@pytest.mark.parametrize("concurrency", [1, 32])
async def test_a_person_with_two_hundred_messages_holds_up_nobody(
    house_of: OpenHouse, promises: Promises, concurrency: int
) -> None:
    async with house_of(role="door", burst_quiet_ms=0) as house:
        heavy, *others = await register(house.rows, 2 * PEOPLE + 1)
        alone, beside = others[:PEOPLE], others[PEOPLE:]
        rounds = [_batches(alone), [*_batches([heavy] * MESSAGES), *_batches(beside)]]
        free = {"burst_quiet_ms": 0, "send_rate_per_second": 10_000, "send_pair_burst": 1_000}
        for waiting in rounds:
            await deliver(house, waiting)
            async with house_of(**free, worker_concurrency=concurrency, graph_api_url=house.graph.url):
                await _all_answered(house)

        assert await house.rows.value(AHEAD, heavy, beside) < MESSAGES / 4
        usual, waited = [await house.rows.value(WAITED, people) for people in (alone, beside)]
        assert waited <= 1.5 * usual + 1
        await promises.hold(house, [webhook for waiting in rounds for webhook in waiting])


def _batches(phones: Sequence[str]) -> list[dict[str, Any]]:
    """Return one message of each phone, many to a webhook."""
    said = [graph.text(phone, "merci") for phone in phones]
    return [graph.webhook(said[start : start + BATCH]) for start in range(0, len(said), BATCH)]


async def _all_answered(house: House) -> None:
    """Wait for one tenth after the other: all of them may take longer than a test waits for one thing."""
    count = await house.rows.value("select count(*) from inbox")
    for tenth in range(1, 11):
        await house.until("select count(*) >= $1 from outbox where state = 'sent'", count * tenth // 10)
