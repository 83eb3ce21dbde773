"""The shared inbox: who is listed, in which order, by which filters, page by page."""

from __future__ import annotations

import re
from html import unescape

from tests.console.operator import Operator
from tests.console.talks import ANDREI, JEAN, JOHN, LIST, MARIA, YOUSSEF, address, listed, names, phone
from tests.door.conftest import dsn, shared_dsn
from tests.door.servers import on_one_server
from tests.house import House
from tests.phones import Phone

__all__ = ["dsn", "shared_dsn"]

SESSIONS = """
    with s as (
        insert into conversation_sessions (subcontractor_id, status, ended_at, ended_reason, started_at, last_message_at)
        select id, 'ended', now(), 'timeout', now() - n * interval '1 hour', now() - n / 2 * interval '1 hour'
        from subcontractors, generate_series(1, $1) n where phone = '+33600000001'
        returning *
    )
    insert into messages (subcontractor_id, session_id, direction, body, channel, created_at)
    select subcontractor_id, id, 'inbound', 'à ' || last_message_at, 'cloud', last_message_at from s
"""
"""Ended conversations of Jean's; two and two of them end at the same moment."""


async def _talk(house: House) -> None:
    """Five people, five languages, three channels, one after the other."""
    for number, wire, text in (
        (JEAN, "cloud", "mes chantiers"),
        (MARIA, "simulator", "preciso falar com uma pessoa da equipa"),
        (ANDREI, "cloud", "Bună ziua"),
        (JOHN, "twilio", "Hello"),
        (YOUSSEF, "cloud", "أريد أن أتكلم مع شخص من الفريق"),
    ):
        await phone(house, number, wire).says(text)


@on_one_server
async def test_who_waits_for_a_human_comes_first_then_the_newest_message(operator: Operator, house: House) -> None:
    await _talk(house)
    await phone(house, JEAN).says("Bonjour")

    assert await listed(operator) == ["Maria*", "Youssef*", "Jean", "John", "Andrei"]


FILTERS: dict[str, tuple[str, list[str]]] = {
    "unread": ("?state=waiting", ["Maria*", "Youssef*"]),
    "with the team": ("?state=human", ["Maria*", "Youssef*"]),
    "active": ("?state=active", ["John", "Andrei", "Jean"]),
    "idle": ("?state=idle", []),
    "ended": ("?state=ended", []),
    "one project": ("?project=90000000-0000-4000-8000-000000000001", ["Jean"]),
    "a language": ("?language=ro", ["Andrei"]),
    "a language of some who wait": ("?language=ar", ["Youssef*"]),
    "a channel": ("?channel=twilio", ["John"]),
    "words": ("?q=personne equipa", []),
    "words, without accents, half a word": ("?q=BUNA zi", ["Andrei"]),
    "a name": ("?q=andr", ["Andrei"]),
    "a number": ("?q=06 00 00 00 04", ["John"]),
    "words of one who waits": ("?q=preciso falar", ["Maria*"]),
    "several": ("?state=active&channel=cloud&language=ro", ["Andrei"]),
    "several that nobody is": ("?state=active&channel=twilio&language=ro", []),
    "what nobody means": (
        "?state=x&project=y&language=zz&channel=fax&cursor=%00",
        ["Maria*", "Youssef*", "John", "Andrei", "Jean"],
    ),
    "no word": ("?q=%00'%22%25_", ["Maria*", "Youssef*", "John", "Andrei", "Jean"]),
}


async def test_filters(operator: Operator, house: House) -> None:
    await _talk(house)
    await phone(house, JEAN).taps_id("proj_90000000-0000-4000-8000-000000000001", "Champigny")
    await house.rows.run("update conversation_sessions set last_message_at = last_message_at - interval '1 s'")
    await phone(house, ANDREI).says("ok")
    await phone(house, JOHN, "twilio").says("ok")

    found = {name: await listed(operator, query) for name, (query, _) in FILTERS.items() if name != "no word"}

    assert found == {name: people for name, (_, people) in FILTERS.items() if name != "no word"}
    assert "No conversation is like that." in await operator.page(f"{LIST}{FILTERS['no word'][0]}")


@on_one_server
async def test_idle_and_ended(operator: Operator, house: House) -> None:
    for number in (JEAN, ANDREI, JOHN):
        await phone(house, number).says("ok")
    await house.rows.run(
        "update conversation_sessions set last_message_at = now() - interval '20 min' where subcontractor_id = "
        "(select id from subcontractors where phone = $1)",
        ANDREI,
    )
    await operator.send(await operator.page(await address(house, JOHN)), f"{await address(house, JOHN)}/end")

    states = {state: await listed(operator, f"?state={state}") for state in ("active", "idle", "ended")}

    assert states == {"active": ["Jean"], "idle": ["Andrei"], "ended": ["John"]}


@on_one_server
async def test_a_filter_stands_in_the_form_and_in_the_tabs(operator: Operator) -> None:
    page = await operator.page(f"{LIST}?state=active&language=ro&q=x")

    assert re.search(r'<option value="ro" selected>', page)
    assert re.search(r'name="q" value="x"', page)
    assert 'href="/console/conversations?state=waiting&amp;language=ro&amp;q=x"' in page


async def test_pages_hold_everything_once(operator: Operator, house: House) -> None:
    await house.rows.run(SESSIONS, 75)
    order = "select id from conversation_sessions order by last_message_at desc, id desc"
    expected = await house.rows.column(order)

    for query in ("", "?state=ended", "?language=fr", "?q=%C3%A0"):
        assert await _every(operator, f"{LIST}{query}") == expected, query
    assert len(expected) == 75


async def _every(operator: Operator, address: str) -> list[str]:
    """Return the conversations of every page."""
    seen: list[str] = []
    while address:
        page = await operator.page(address)
        seen += re.findall(r'<li id="c-([0-9a-f-]+)"', page)
        older = re.search(r'href="([^"]+)">Older<', page)
        address = unescape(older[1]) if older else ""
    return seen


@on_one_server
async def test_a_hit_leads_to_the_message(operator: Operator, jean: Phone) -> None:
    await jean.says("La grue est en panne")
    for number in range(4):
        await jean.says(f"Rien {number}")
    [found] = re.findall(r'<a href="(/console/conversations/[^"]+)">', await operator.page(f"{LIST}?q=grue"))
    seq = await jean.house.rows.value("select seq from messages where body = 'La grue est en panne'")

    assert found.endswith(f"?at={seq}#m-{seq}")
    assert f'id="m-{seq}"' in await operator.page(found)


async def test_unread_is_what_no_human_has_answered(operator: Operator, jean: Phone, house: House) -> None:
    await jean.says("Bonjour")
    here = await address(house)
    await operator.send(await operator.page(here), f"{here}/handoff")
    assert await listed(operator) == ["Jean*"], "they were handed over, and nobody has written"

    await operator.send(await operator.page(here), f"{here}/answer", **answer(await operator.page(here), "J'arrive."))
    assert await listed(operator) == ["Jean"]

    await jean.says("Alors ?")
    assert await listed(operator) == ["Jean*"]

    await house.rows.run("update subcontractors set handoff_until = now() - interval '1 min'")
    assert await listed(operator) == ["Jean*"], "the hand-over ran out, and nobody has answered"
    assert await listed(operator, "?state=human") == []

    await operator.send(await operator.page(here), f"{here}/release")
    assert await listed(operator) == ["Jean"]


def answer(page: str, text: str) -> dict[str, str]:
    """Return the fields of a page's answer."""
    hidden = dict(re.findall(r'<input type="hidden" name="(once|seen)" value="([^"]*)">', page))
    return {**hidden, "text": text}


@on_one_server
async def test_the_person_gets_lines_of_their_own_words(operator: Operator, jean: Phone) -> None:
    await jean.says("Je voudrais parler\nà quelqu'un")
    page = await operator.page(LIST)

    assert names(page) == ["Jean*"]
    assert "Je voudrais parler à quelqu&#39;un" in page
