"""Each message takes effect once, however often and however concurrently it is delivered."""

from __future__ import annotations

import asyncio

from tests.fakes import graph, twilio
from tests.house import House
from tests.lanes.people import damage, register
from tests.phones import JEAN

MARIA, STRANGER = "+33600000002", "+33699999999"


async def test_ten_copies_at_once_are_one_turn_and_one_reply(house: House) -> None:
    copy = graph.webhook([graph.text(JEAN, "Bonjour")])

    answers = await asyncio.gather(*(house.from_meta(copy) for _ in range(10)))
    await house.settled()

    assert [answer.status_code for answer in answers] == [200] * 10
    assert await house.rows.column("select outcome from inbox") == ["answered"]
    assert await house.rows.column("select turn_count from conversation_sessions") == [1]
    assert await house.rows.column("select direction from messages order by seq") == ["inbound", "outbound"]
    assert len(house.graph.sent) == 1


async def test_ten_copies_of_a_form_are_one_reply(house: House) -> None:
    copy = twilio.text(JEAN, "Bonjour")

    await asyncio.gather(*(house.from_twilio(copy) for _ in range(10)))
    await house.settled()

    assert await house.rows.column("select outcome from inbox") == ["answered"]
    assert len(house.twilio.sent) == 1


async def test_one_message_in_two_batches_at_once(house: House) -> None:
    shared, first, second = (graph.text(JEAN, said) for said in ("Bonjour", "mes chantiers", "merci"))
    hers = graph.text(MARIA, "Olá")
    batches = [[first, hers, shared], [shared, hers, second]]

    await asyncio.gather(*(house.from_meta(graph.webhook(batch)) for batch in batches))
    await house.settled()

    ids = await house.rows.column("select provider_message_id from inbox")
    assert sorted(ids) == sorted(item["id"] for item in (shared, first, second, hers))
    assert len(house.graph.sent) == 4
    assert await damage(house.rows) == []


async def test_a_copy_that_comes_after_the_answer_changes_nothing(house: House) -> None:
    webhook = graph.webhook([graph.text(JEAN, "Bonjour")])
    await house.from_meta(webhook)
    await house.settled()
    before = await house.rows.all("select * from inbox")

    assert (await house.from_meta(webhook)).status_code == 200
    await house.settled()

    assert await house.rows.all("select * from inbox") == before
    assert len(house.graph.sent) == 1


async def test_a_double_tap_of_two_ids_is_two_turns_in_one_session(house: House) -> None:
    taps = [graph.webhook([graph.button(JEAN, "view_sites_fr", "Voir")]) for _ in range(2)]

    await asyncio.gather(*map(house.from_meta, taps))
    await house.settled()

    assert await house.rows.column("select turn_count from conversation_sessions") == [2]
    assert [sent.body for sent in house.graph.sent] == [house.graph.sent[0].body] * 2


async def test_first_messages_of_new_people_at_once_open_one_session_each(house: House) -> None:
    people = await register(house.rows, 20)
    webhooks = [graph.webhook([graph.button(who, "view_sites_fr", "Voir")]) for _ in range(10) for who in people]

    answers = await asyncio.gather(*map(house.from_meta, webhooks))
    await house.settled()

    assert {answer.status_code for answer in answers} == {200}
    assert await house.rows.column("select outcome from inbox group by 1") == ["answered"]
    assert await house.rows.value("select max(attempts) from inbox") == 1, "nobody met an error"
    sessions = "select status, turn_count, count(*) as sessions from conversation_sessions group by 1, 2"
    assert await house.rows.all(sessions) == [{"status": "active", "turn_count": 10, "sessions": 20}]
    assert await damage(house.rows) == []


async def test_first_messages_of_a_stranger_at_once_make_one_contact(house: House) -> None:
    before = await house.rows.value("select count(*) from contacts")
    webhooks = [graph.webhook([graph.text(STRANGER, f"Bonjour {n}")]) for n in range(10)]

    await asyncio.gather(*map(house.from_meta, webhooks))
    await house.settled()

    assert await house.rows.value("select count(*) from contacts") == before + 1
    assert await house.rows.value("select count(distinct contact_id) from inbox") == 1
    assert await house.rows.column("select outcome from inbox group by 1") == ["refused"]
