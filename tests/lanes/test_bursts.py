"""Free text that arrives close together is one turn; nothing prompt waits for it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.database.asyncpg import AsyncpgDatabase
from services.store import LaneRules, Store
from tests.conftest import OpenHouse
from tests.door.servers import on_one_server
from tests.fakes import graph
from tests.house import House
from tests.lanes.people import damage
from tests.lanes.stores import next_turn, say
from tests.phones import JEAN
from tests.rows import Rows

HOUR = 60_000


async def test_three_quick_texts_are_one_turn_and_one_reply(house_of: OpenHouse) -> None:
    async with house_of(burst_quiet_ms=600) as house:
        for said in ("Bonjour", "ça va ?", "bonne journée"):
            await house.from_meta(graph.webhook([graph.text(JEAN, said)]))
        await house.settled()

        assert await house.rows.column("select outcome from inbox order by id") == ["answered", "merged", "merged"]
        assert len(house.graph.sent) == 1
        stored = await house.rows.column("select body from messages where direction = 'inbound' order by seq")
        assert stored == ["Bonjour", "ça va ?", "bonne journée"]
        assert await house.rows.column("select turn_count from conversation_sessions") == [1]
        assert await damage(house.rows) == []


PROMPT: dict[str, Callable[[], graph.webhooks.Item]] = {
    "a tap": lambda: graph.button(JEAN, "view_sites_fr", "Voir mes chantiers"),
    "a number": lambda: graph.text(JEAN, "1"),
    "a cancel": lambda: graph.text(JEAN, "Annuler !"),
}


@on_one_server
@pytest.mark.parametrize("prompt", PROMPT.values(), ids=PROMPT)
async def test_what_is_prompt_starts_at_once_and_takes_the_burst_before_it_along(
    house_of: OpenHouse, prompt: Callable[[], graph.webhooks.Item]
) -> None:
    async with house_of(burst_quiet_ms=HOUR, burst_cap_ms=HOUR) as house:
        for item in (graph.text(JEAN, "Bonjour"), graph.text(JEAN, "ça va ?"), prompt()):
            await house.from_meta(graph.webhook([item]))
        await house.settled()

        assert await house.rows.column("select outcome from inbox order by id") == ["answered", "merged", "answered"]
        assert await house.rows.column("select turn_count from conversation_sessions") == [2]


async def test_a_tap_at_once_with_text_is_still_a_turn_of_its_own(house_of: OpenHouse) -> None:
    async with house_of(burst_quiet_ms=HOUR, burst_cap_ms=200) as house:
        tap, said = graph.button(JEAN, "view_sites_fr", "Voir mes chantiers"), graph.text(JEAN, "Bonjour")
        await house.from_meta(graph.webhook([tap, said]))
        await house.settled()

        assert await house.rows.column("select outcome from inbox order by id") == ["answered", "answered"]


async def test_a_burst_that_never_pauses_ends_at_its_cap(house_of: OpenHouse) -> None:
    async with house_of(burst_quiet_ms=HOUR, burst_cap_ms=200) as house:
        await house.from_meta(graph.webhook([graph.text(JEAN, "Bonjour")]))
        await house.settled()

        assert await house.rows.column("select outcome from inbox") == ["answered"]


async def test_a_burst_is_due_after_its_pause(door: House) -> None:
    waits = "select extract(epoch from due_at - (select max(received_at) from inbox))::float from lanes"
    for _ in range(2):
        await door.from_meta(graph.webhook([graph.text(JEAN, "Bonjour")]))
        assert await door.rows.value(waits) == pytest.approx(0.8)

    await door.rows.run("update inbox set received_at = received_at - interval '3.5 seconds'")
    await door.from_meta(graph.webhook([graph.text(JEAN, "Bonjour")]))
    since_the_first = "select extract(epoch from due_at - (select min(received_at) from inbox))::float from lanes"
    assert await door.rows.value(since_the_first) == pytest.approx(4.0)


async def test_a_turn_takes_at_most_its_burst(database: AsyncpgDatabase, rows: Rows) -> None:
    store = Store(database, LaneRules(burst_quiet_ms=1, burst_size=3))
    await say(store, JEAN, *"abcde")

    turn = await next_turn(store)

    assert [message.content["text"] for message in turn.messages] == ["a", "b", "c"]
    assert await rows.value("select count(*) from inbox where state = 'pending'") == 5


async def test_with_bursts_off_each_message_is_a_turn(database: AsyncpgDatabase) -> None:
    store = Store(database, LaneRules(burst_quiet_ms=0))
    await say(store, JEAN, *"abc")

    assert [message.content["text"] for message in (await next_turn(store)).messages] == ["a"]
