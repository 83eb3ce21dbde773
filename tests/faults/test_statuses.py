"""Webhooks of many statuses, some of them broken: none of the others is lost, and nothing goes backwards."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from tests.conftest import OpenHouse
from tests.door.servers import on_one_server
from tests.fakes import graph
from tests.faults.promises import Promises
from tests.faults.scale import scaled
from tests.faults.workers import deliver, talk
from tests.house import House
from tests.lanes.people import register

pytestmark = on_one_server

EARLIER = {"delivered": ("sent", "failed"), "read": ("sent", "failed", "delivered")}
"""What may come before and after a part's final state, and changes nothing."""

BROKEN: dict[str, Any] = {
    "a text": "delivered",
    "a number": 7,
    "nothing": None,
    "a list": [graph.status("wamid.x", "read")],
    "without an id": {"status": "read", "timestamp": "1790000000"},
    "an id that is no text": graph.status("wamid.x", "read", id={"wamid": "x"}),
    "an endless id": graph.status("wamid." + "x" * 20_000, "read"),
    "an unknown state": graph.status("wamid.x", "pondered"),
    "a state that is no text": graph.status("wamid.x", "read", status=["read"]),
    "a time beyond every calendar": graph.status("wamid.x", "read", timestamp="9" * 30),
    "errors that are none": graph.status("wamid.x", "failed", errors="131000"),
    "an error that is none": graph.status("wamid.x", "failed", errors=["131000"]),
    "a reply id that is no text": graph.status("wamid.x", "read", biz_opaque_callback_data=["1"]),
    "a reply id with a NUL": graph.status("wamid.x", "read", reply_id="\x00" * 36 + ":1"),
    "a reply id beyond all numbers": graph.status("wamid.x", "read", reply_id="f" * 8 + "-0000" * 3 + "-" + "0" * 12 + ":" + "9" * 30),
    "a reply id that speaks SQL": graph.status("wamid.x", "read", reply_id="'; delete from outbox; --"),
}  # fmt: skip


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
async def test_a_broken_status_harms_no_neighbour(house_of: OpenHouse, promises: Promises, broken: Any) -> None:
    async with house_of(burst_quiet_ms=0, send_rate_per_second=10_000) as house:
        await _report(house, promises, [broken], people=scaled(10, 500), statuses=scaled(50, 1000))


async def test_a_thousand_statuses_with_every_broken_one_between(house_of: OpenHouse, promises: Promises) -> None:
    async with house_of(burst_quiet_ms=0, send_rate_per_second=10_000) as house:
        await _report(house, promises, list(BROKEN.values()), people=scaled(100, 500), statuses=1000)


async def _report(house: House, promises: Promises, broken: Sequence[Any], *, people: int, statuses: int) -> None:
    """Report what became of everybody's reply, the same webhook twice at once; check that all of it is known."""
    webhooks = talk(await register(house.rows, people), 1)
    await deliver(house, webhooks)
    await house.settled()
    final = {sent.id: ("delivered", "read")[place % 2] for place, sent in enumerate(house.graph.sent)}
    batch = graph.webhook(statuses=_mixed(final, broken, statuses))

    answers = await asyncio.gather(*(house.from_meta(batch) for _ in range(2)))

    assert {answer.status_code for answer in answers} == {200}
    parts = await house.rows.all("select provider_message_id as id, state from outbox")
    assert {part["id"]: part["state"] for part in parts} == final
    told = await house.rows.all("select provider_message_id as id, status from messages where direction = 'outbound'")
    assert {message["id"]: message["status"] for message in told} == final
    await promises.hold(house, [*webhooks, batch])


def _mixed(final: Mapping[str, str], broken: Sequence[Any], count: int) -> list[Any]:
    """Return so many statuses: each part's final one once, earlier ones, and between them the broken ones."""
    chance = random.Random(7)
    others = chance.choices(list(final.items()), k=count - len(final) - len(broken))
    said = [*final.items(), *((wamid, chance.choice(EARLIER[state])) for wamid, state in others)]
    chance.shuffle(said)
    items: list[Any] = [graph.status(wamid, state, code=131000 if state == "failed" else None) for wamid, state in said]
    for item in broken:
        items.insert(chance.randrange(1, len(items)), item)
    return items
