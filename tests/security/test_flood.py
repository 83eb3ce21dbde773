"""A flood from one number: answered once, told once to slow down, then silence until a pause; nobody else notices."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncGenerator

import pytest

from tests.conftest import Logged, OpenHouse
from tests.door.conftest import dsn, shared_dsn
from tests.door.servers import on_one_server
from tests.fakes import graph
from tests.fakes.graph.webhooks import Item
from tests.house import House
from tests.phones import JEAN

__all__ = ["dsn", "shared_dsn"]

pytestmark = on_one_server

MARIA, STRANGER = "+33600000002", "+33699999999"
SLOWER = "Trop de messages d'un coup"


@pytest.fixture
async def house(house_of: OpenHouse) -> AsyncGenerator[House]:
    async with house_of(burst_quiet_ms=20, burst_cap_ms=20) as opened:
        yield opened


async def _outcomes(house: House, who: str = JEAN) -> Counter[str]:
    return Counter(await house.rows.column("select outcome from inbox where sender = $1", who))


def _told(house: House, who: str = JEAN) -> list[str]:
    return [sent.body for sent in house.graph.sent if sent.to == who]


def _texts(count: int, who: str = JEAN) -> list[Item]:
    return [graph.text(who, f"ligne {n}: il manque du sable sur la dalle nord") for n in range(count)]


def _taps(count: int) -> list[Item]:
    return [graph.button(JEAN, "view_sites", "Chantiers") for _ in range(count)]


async def _flood(house: House, items: list[Item]) -> None:
    assert (await house.from_meta(graph.webhook(items))).status_code == 200
    await house.settled()


async def test_two_thousand_texts_in_one_webhook(house: House, logged: Logged) -> None:
    await _flood(house, _texts(2000))
    assert await _outcomes(house) == {"answered": 2, "merged": 98, "ignored": 1900}
    first, second = _told(house)
    assert SLOWER not in first
    assert second.startswith(SLOWER)
    assert await house.rows.value("select count(*) from messages where direction = 'inbound'") == 2000
    assert [line["level"] for line in logged("person.flooding")] == ["warning"]


async def test_taps_are_no_way_around_it(house: House) -> None:
    await _flood(house, _taps(1))
    await house.rows.run("update lanes set window_messages = 290")
    await _flood(house, _taps(20))
    assert await _outcomes(house) == {"answered": 2, "ignored": 19}
    assert _told(house)[-1].startswith(SLOWER)


async def test_a_flood_that_is_handled_as_fast_as_it_comes_is_one_too(house: House) -> None:
    await _flood(house, _texts(1))
    await house.rows.run("update lanes set window_messages = 299")
    for count in (1, 1, 1):
        await _flood(house, _texts(count))
    assert [SLOWER in body for body in _told(house)] == [False, False, True]
    assert await _outcomes(house) == {"answered": 3, "ignored": 1}


async def test_three_hundred_are_answered(house: House) -> None:
    await _flood(house, _texts(300))
    assert await _outcomes(house) == {"answered": 6, "merged": 294}


async def test_what_came_over_hours_is_no_flood(house_of: OpenHouse) -> None:
    async with house_of(role="door") as door:
        assert (await door.from_meta(graph.webhook(_texts(400)))).status_code == 200
        await door.rows.run("update inbox set received_at = received_at - interval '30 s' * (400 - id)")
    async with house_of() as house:
        await house.settled()
        assert await _outcomes(house) == {"answered": 8, "merged": 392}


async def test_after_a_pause_they_are_answered_again(house: House) -> None:
    await _flood(house, _texts(400))
    before = len(_told(house))
    await _flood(house, _texts(1))
    assert len(_told(house)) == before, "the flood goes on"

    await _pass_a_minute(house)
    await _flood(house, _texts(1))
    assert SLOWER not in _told(house)[before]


async def test_another_flood_is_told_again(house: House, logged: Logged) -> None:
    for _ in range(2):
        await _flood(house, _texts(400))
        await _pass_a_minute(house)
    assert [SLOWER in body for body in _told(house)] == [False, True, False, True]
    assert len(logged("person.flooding")) == 2


async def test_who_never_pauses_is_never_answered_again(house: House) -> None:
    await _flood(house, _texts(400))
    for _ in range(3):
        await _pass_a_minute(house, seconds=40)
        await house.rows.run("update lanes set window_messages = 301")
        await _flood(house, _texts(2))
    assert [SLOWER in body for body in _told(house)].count(True) == 1


async def test_it_is_said_in_the_persons_language(house: House) -> None:
    await house.rows.run("update subcontractors set language = 'pl' where phone = $1", JEAN)
    await _flood(house, [graph.text(JEAN, "Dzień dobry, brakuje piasku na budowie") for _ in range(400)])
    assert _told(house)[-1].startswith("Za dużo wiadomości naraz")


async def test_a_human_who_has_the_conversation_sees_all_of_it(house: House) -> None:
    await house.rows.run("update subcontractors set handoff_until = now() + interval '1 hour' where phone = $1", JEAN)
    await _flood(house, _texts(400))
    assert await _outcomes(house) == {"handed_off": 400}
    assert await house.rows.value("select count(*) from messages where direction = 'inbound'") == 400
    assert _told(house) == []


async def test_a_stranger_is_refused_once(house: House) -> None:
    await _flood(house, _texts(400, STRANGER))
    assert await _outcomes(house, STRANGER) == {"refused": 50, "ignored": 350}
    assert len(_told(house, STRANGER)) == 1


async def test_nothing_is_shown_as_being_typed(house: House) -> None:
    await _flood(house, _texts(400))
    assert await house.rows.value("select count(*) from inbox where outcome = 'ignored'") == 300
    assert len(house.graph.read) <= 2


async def test_a_message_from_before_that_is_requeued_is_answered(house: House) -> None:
    await _flood(house, _texts(400))
    await house.rows.run("""
        update inbox set state = 'dead', outcome = 'dead', received_at = now() - interval '1 h'
        where id = (select max(id) from inbox)
    """)
    before = len(_told(house))
    assert await house.rows.value("select requeue_dead(min(id)) from inbox where state = 'dead'")
    house.parts.wakeups.ring("turns")
    await house.settled()
    assert len(_told(house)) == before + 1


async def test_others_do_not_wait_for_it(house_of: OpenHouse) -> None:
    async with house_of(role="door", burst_quiet_ms=0) as door:
        for said in (_taps(500), _texts(1, MARIA)):
            assert (await door.from_meta(graph.webhook(said))).status_code == 200
    async with house_of(burst_quiet_ms=0, worker_concurrency=1) as house:
        await house.until("select outcome = 'answered' from inbox where sender = $1", MARIA)
        ahead = await house.rows.value(
            """
            select count(*) from inbox
            where sender = $1 and finished_at < (select finished_at from inbox where sender = $2)
        """,
            JEAN,
            MARIA,
        )
        assert ahead <= 5


async def _pass_a_minute(house: House, seconds: int = 61) -> None:
    """Let the lane believe that time has gone by."""
    await house.rows.run(
        "update lanes set window_from = window_from - make_interval(secs => $1), "
        "flood_until = flood_until - make_interval(secs => $1)",
        seconds,
    )
