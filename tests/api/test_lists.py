"""Lists: newest first or in order, filtered, in pages that neither skip nor repeat while new ones arrive."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.operator import Operator
from tests.door.servers import on_one_server
from tests.house import House
from tests.phones import WIRES, Phone

pytestmark = on_one_server

SESSIONS = """
    insert into conversation_sessions (subcontractor_id, status, started_at, last_message_at, ended_at)
    select p.id, 'ended', s.at, s.at, s.at
    from (select id, row_number() over (order by id) - 1 as place from subcontractors) p
    join (select n, timestamptz '2026-01-01 12:00:00.123456+00' + n / 3 * interval '1 minute' as at
          from generate_series(1, $1::int) n) s on s.n % 6 = p.place
"""
"""Of six people; three share each instant."""


async def _walk(operator: Operator, path: str, **query: Any) -> list[dict[str, Any]]:
    """Read every page."""
    seen: list[dict[str, Any]] = []
    cursor: str | None = ""
    while cursor is not None:
        told = await operator.gets(path, cursor=cursor, **query)
        seen += told["items"]
        cursor = told["next_cursor"]
    return seen


async def test_pages_of_sessions_neither_skip_nor_repeat_while_new_ones_arrive(operator: Operator) -> None:
    rows = operator.house.rows
    await rows.run(SESSIONS, 250)
    expected = await rows.column("select id from conversation_sessions order by started_at desc, id desc")
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        told = await operator.gets("sessions", limit=40, cursor=cursor)
        seen += [item["id"] for item in told["items"]]
        cursor = told["next_cursor"]
        await rows.run(
            "insert into conversation_sessions (subcontractor_id, status) select id, 'ended' from subcontractors"
        )

    assert seen == expected
    assert len(set(seen)) == 250


async def test_the_last_page_has_no_successor(operator: Operator) -> None:
    await operator.house.rows.run(SESSIONS, 6)

    pages = [await operator.gets("sessions", limit=limit) for limit in (5, 6, 7)]

    assert [len(page["items"]) for page in pages] == [5, 6, 6]
    assert [page["next_cursor"] is None for page in pages] == [False, True, True]


async def test_a_session_says_how_it_stands(operator: Operator, jean: Phone) -> None:
    await jean.says("Bonjour")

    [item] = (await operator.gets("sessions"))["items"]

    assert item == await operator.gets(f"sessions/{item['id']}")
    assert (item["phone"], item["name"], item["status"]) == ("+33600000001", "Jean", "active")
    assert (item["message_count"], item["turn_count"], item["ended_at"]) == (2, 1, None)
    assert isinstance(item["total_cost"], (int, float))


FILTERS: dict[str, tuple[dict[str, str], list[str]]] = {
    "everybody": ({}, ["+33600000002", "+33600000001"]),
    "of one person": ({"phone": "+33600000001"}, ["+33600000001"]),
    "as people write a phone": ({"phone": "+33 6 00 00 00 01"}, ["+33600000001"]),
    "of nobody": ({"phone": "+33699999999"}, []),
    "active": ({"status": "active"}, ["+33600000002"]),
    "ended": ({"status": "ended"}, ["+33600000001"]),
    "escalated": ({"status": "escalated"}, []),
    "both": ({"phone": "+33600000001", "status": "active"}, []),
}


@pytest.mark.parametrize(("query", "phones"), FILTERS.values(), ids=FILTERS)
async def test_sessions_are_filtered(operator: Operator, query: dict[str, str], phones: list[str]) -> None:
    rows = operator.house.rows
    for number in (1, 2):
        await rows.value(
            "select get_or_create_session(id) from subcontractors where phone = $1", f"+3360000000{number}"
        )
    await rows.value("select end_session(id, 'operator') from conversation_sessions order by started_at limit 1")

    assert [item["phone"] for item in (await operator.gets("sessions", **query))["items"]] == phones


async def test_a_plus_that_nobody_escaped_is_a_plus(operator: Operator, jean: Phone) -> None:
    await jean.says("Bonjour")

    told = await operator.asks("sessions?phone=+33600000001")

    assert len(told.json()["items"]) == 1


async def test_what_was_said_is_listed_in_order(operator: Operator, jean: Phone) -> None:
    for text in ("Bonjour", "mes chantiers", "merci"):
        await jean.says(text)
    session = await operator.session()

    seen = await _walk(operator, f"sessions/{session}/messages", limit=2)

    assert [item["body"] for item in seen if item["direction"] == "inbound"] == ["Bonjour", "mes chantiers", "merci"]
    assert [item["id"] for item in seen] == await operator.house.rows.column("select id from messages order by seq")
    assert {item["session_id"] for item in seen} == {session}


async def test_a_session_without_a_word_is_an_empty_page(operator: Operator, house: House) -> None:
    session = await house.rows.value("select get_or_create_session(id) from subcontractors limit 1")

    assert await operator.gets(f"sessions/{session}/messages") == {"items": [], "next_cursor": None}


async def test_a_search_finds_each_message_once(operator: Operator, jean: Phone, house: House) -> None:
    maria = Phone(house=house, wire=WIRES["cloud"], number="+33600000002")
    for number in range(4):
        await jean.says(f"La fenêtre {number} est cassée")
        await maria.says(f"A janela {number}")

    seen = await _walk(operator, "search", q="FENETRE cass", limit=3)

    inbound = [item["body"] for item in seen if item["direction"] == "inbound"]
    assert sorted(inbound) == [f"La fenêtre {number} est cassée" for number in range(4)]
    assert len({item["id"] for item in seen}) == len(seen)
