"""Every message ends in exactly one outcome, and nothing is missing from the sum."""

from __future__ import annotations

from tests.conftest import OpenHouse
from tests.door.servers import on_one_server
from tests.fakes import graph
from tests.house import House
from tests.lanes.people import damage
from tests.lanes.test_failures import broken, poison
from tests.phones import JEAN, WIRES, Phone

pytestmark = on_one_server

MARIA, ANDREI, STRANGER = "+33600000002", "+33600000003", "+33699999999"
HOUR = 60_000


async def test_the_sum_of_the_outcomes_is_what_was_received(house_of: OpenHouse) -> None:
    async with house_of(burst_quiet_ms=HOUR, burst_cap_ms=HOUR, max_attempts=2) as house:
        async with broken(house.rows):
            await house.from_meta(poison())
            await house.until("select count(*) = 1 from inbox where outcome = 'dead'")
        said = [
            graph.text(MARIA, "Olá"),
            graph.text(MARIA, "tudo bem?"),
            graph.button(MARIA, "talk_team_pt", "Falar"),
            graph.button(MARIA, "view_sites_pt", "Obras"),
            graph.button(STRANGER, "view_sites_fr", "Voir"),
            graph.text(ANDREI, "Bună ziua"),
        ]
        for item in said:
            await house.from_meta(graph.webhook([item]))
        await house.until("select count(*) = 1 from inbox where state = 'pending'")

        counted = "select coalesce(outcome, state) as ended, count(*) from inbox group by 1 order by 1"
        assert await house.rows.all(counted) == [
            {"ended": "answered", "count": 2},
            {"ended": "dead", "count": 1},
            {"ended": "handed_off", "count": 1},
            {"ended": "merged", "count": 1},
            {"ended": "pending", "count": 1},
            {"ended": "refused", "count": 1},
        ]
        assert await house.rows.value("select count(*) from inbox") == len(said) + 1
        assert await damage(house.rows) == []


async def test_what_expects_no_answer_is_ignored(house: House) -> None:
    await house.from_meta(graph.webhook([graph.media(JEAN, "sticker", mime_type="image/webp")]))
    await house.settled()

    assert await house.rows.column("select outcome from inbox") == ["ignored"]
    assert house.graph.calls == 0


async def test_while_a_human_has_the_conversation_everything_is_stored_and_nothing_is_answered(house: House) -> None:
    jean = Phone(house=house, wire=WIRES["cloud"])
    [goodbye] = await jean.taps_id("talk_team_fr")
    assert not goodbye.options

    assert await jean.says("Il y a quelqu'un ?") == []
    assert await jean.taps_id("view_sites_fr") == []

    assert await house.rows.column("select outcome from inbox order by id") == ["answered", "handed_off", "handed_off"]
    assert await house.rows.column("select status from conversation_sessions") == ["escalated"]
    stored = await house.rows.column("select body from messages where direction = 'inbound' order by seq")
    assert stored[1:] == ["Il y a quelqu'un ?", "view_sites_fr"]
    assert await house.rows.column("select count(distinct session_id) from messages") == [1]

    await house.rows.run("update subcontractors set handoff_until = now() where phone = $1", JEAN)
    assert len(await jean.says("Bonjour")) == 1, "afterwards the bot answers again, in a new session"
    assert await house.rows.column("select status from conversation_sessions order by started_at") == [
        "escalated",
        "active",
    ]
    assert await damage(house.rows) == []
