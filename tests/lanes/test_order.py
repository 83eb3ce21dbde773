"""One person's messages are handled one at a time and in order; different people run side by side."""

from __future__ import annotations

import asyncio
import time

from tests.conftest import OpenHouse
from tests.fakes import graph, twilio
from tests.house import House
from tests.lanes.people import damage, locked, register
from tests.phones import JEAN

ANSWERED = """
    select i.provider_message_id, o.contact_id || ':' || o.id as reply_id
    from outbox o join inbox i on i.contact_id = o.contact_id and i.id = o.inbox_id order by o.id
"""


async def test_two_workers_answer_fifty_people_each_in_order_and_once(house_of: OpenHouse) -> None:
    async with house_of(burst_quiet_ms=0) as one, house_of(burst_quiet_ms=0, graph_api_url=one.graph.url) as other:
        people = await register(one.rows, 50)
        rounds = [[graph.text(who, "Bonjour") for who in people] for _ in range(10)]
        for said in rounds:
            doors = [one if place % 2 else other for place in range(len(people))]
            webhooks = [graph.webhook([item]) for item in said]
            await asyncio.gather(*(door.from_meta(webhook) for door, webhook in zip(doors, webhooks, strict=True)))
        await one.settled()

        replies = {row["reply_id"]: row["provider_message_id"] for row in await one.rows.all(ANSWERED)}
        for place, who in enumerate(people):
            sent = [replies[reply.reply_id or ""] for reply in one.graph.sent if reply.to == who]
            assert sent == [said[place]["id"] for said in rounds], who
        assert await one.rows.column("select outcome from inbox group by 1") == ["answered"]
        assert await one.rows.column("select turn_count from conversation_sessions") == [10] * 50
        assert await damage(one.rows) == []


async def test_what_waits_together_is_handled_by_the_providers_time(house_of: OpenHouse) -> None:
    said = {second: graph.text(JEAN, "Bonjour", timestamp=str(1_790_000_000 + second)) for second in (3, 1, 2)}
    async with house_of(role="door", burst_quiet_ms=0) as door:
        for item in said.values():
            await door.from_meta(graph.webhook([item]))

    async with house_of(burst_quiet_ms=0) as house:
        await house.settled()
        assert await house.rows.column(ANSWERED) == [said[second]["id"] for second in (1, 2, 3)]


async def test_of_one_second_the_first_to_arrive_is_the_first(house_of: OpenHouse) -> None:
    said = [graph.text(JEAN, "Bonjour", timestamp="1790000000") for _ in range(5)]
    async with house_of(role="door", burst_quiet_ms=0) as door:
        await door.from_meta(graph.webhook(said[:3]))
        await door.from_meta(graph.webhook(said[3:]))

    async with house_of(burst_quiet_ms=0) as house:
        await house.settled()
        assert await house.rows.column(ANSWERED) == [item["id"] for item in said]


async def test_a_burst_does_not_jump_over_what_came_on_another_channel(house_of: OpenHouse) -> None:
    now = int(time.time())
    first, last = (graph.text(JEAN, "Bonjour", timestamp=str(now + seconds)) for seconds in (-100, 100))
    between = twilio.text(JEAN, "Bonjour")
    async with house_of(role="door") as door:
        await door.from_meta(graph.webhook([first]))
        await door.from_twilio(between)
        await door.from_meta(graph.webhook([last]))

    async with house_of() as house:
        await house.settled()
        assert await house.rows.column(ANSWERED) == [first["id"], between["MessageSid"], last["id"]]


async def test_one_person_waits_and_the_others_do_not(house: House, dsn: str) -> None:
    maria = "+33600000002"
    async with locked(dsn, JEAN):
        for who in (JEAN, maria):
            await house.from_meta(graph.webhook([graph.text(who, "Bonjour")]))
        await house.until("select outcome = 'answered' from inbox where sender = $1", maria)
        assert await house.rows.value("select state from inbox where sender = $1", JEAN) == "pending"
    await house.settled()
