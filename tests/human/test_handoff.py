"""While a human has the conversation the bot keeps silent, whatever it meant to say; afterwards it says that it is back."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.operator import TOKEN, Operator
from tests.conftest import OpenHouse
from tests.door.servers import on_one_server
from tests.fakes import graph
from tests.fakes.company import FakeCompany
from tests.fakes.graph import DROP, Trouble
from tests.house import House
from tests.late import hold_replies, screen, wake
from tests.phones import JEAN, WIRES, Phone

pytestmark = on_one_server

JEAN_ID = "50000000-0000-4000-8000-000000000001"

HELD_BACK = "a human has the conversation: the bot keeps silent"
BACK, LATE_BACK, LATE = "Le bot est de retour", "le bot reprend donc", "L'équipe n'a pas encore répondu"


async def _outcomes(house: House) -> list[str]:
    return await house.rows.column("select outcome from inbox order by id")


async def _pass(house: House, time: str) -> None:
    """Make everything so much older."""
    for table, columns in {
        "conversation_sessions": ["started_at", "last_message_at", "ended_at", "reminded_at"],
        "messages": ["created_at"],
        "subcontractors": ["handoff_until"],
        "inbox": ["received_at"],
        "outbox": ["created_at", "sending_since"],
    }.items():
        moved = ", ".join(f"{column} = {column} - interval '{time}'" for column in columns)
        await house.rows.run(f"update {table} set {moved}")


async def _parts(house: House) -> list[dict[str, Any]]:
    return await house.rows.all("select state, last_error, template from outbox order by id")


async def test_taps_numbers_and_files_are_stored_and_not_answered(house: House, jean: Phone) -> None:
    [menu] = await jean.says("Bonjour")
    await jean.taps(menu, "Parler")
    before = await jean.screen()

    assert await jean.taps(menu, "Voir mes chantiers") == []
    assert await jean.says("1") == []
    assert await jean.says("annuler") == []
    await house.from_meta(graph.webhook([graph.media(JEAN, "image", mime_type="image/jpeg", caption="la dalle")]))
    await house.from_meta(graph.webhook([graph.media(JEAN, "sticker", mime_type="image/webp")]))
    await house.settled()

    assert await jean.screen() == before
    assert await _outcomes(house) == ["answered"] * 2 + ["handed_off"] * 5
    bodies = await house.rows.column("select body from messages where direction = 'inbound' order by seq")
    assert bodies[2:6] == ["Voir mes chantiers", "1", "annuler", "la dalle"]
    assert await house.rows.value("select count(distinct session_id) from messages") == 1
    assert await house.rows.column("select phase from conversation_sessions") == ["with_human"]


async def test_what_the_bot_meant_to_say_is_not_said_once_a_human_is_there(
    house: House, jean: Phone, operator: Operator
) -> None:
    await jean.says("merci")
    await hold_replies(house)
    await jean.wire.write(house, JEAN, "mes chantiers")
    await house.until("select count(*) = 0 from inbox where state = 'pending'")

    await operator.posts(f"sessions/{await operator.session()}/messages", text="C'est Paul, j'arrive.")
    await wake(house)
    await house.settled()

    assert (await screen(house))[1:] == ["C'est Paul, j'arrive."]
    assert await _parts(house) == [
        {"state": "sent", "last_error": None, "template": None},
        {"state": "failed", "last_error": HELD_BACK, "template": None},
        {"state": "sent", "last_error": None, "template": None},
    ]
    told = "select status from messages where direction = 'outbound' order by seq"
    assert await house.rows.column(told) == ["sent", "failed", "sent"]


async def test_what_a_provider_put_off_is_looked_at_again(house: House, jean: Phone, operator: Operator) -> None:
    house.graph.trouble(Trouble(status=503, retry_after=600))
    await jean.wire.write(house, JEAN, "mes chantiers")
    await house.until("select count(*) = 1 from outbox where state = 'pending' and attempts = 1")
    await house.until("select worker is null from reply_lanes")

    await operator.posts(f"sessions/{await operator.session()}/handoff")
    await wake(house)
    await house.settled()

    assert await screen(house) == []
    assert [part["last_error"] for part in await _parts(house)] == [HELD_BACK]


async def test_what_may_have_arrived_is_not_said_again(house: House, jean: Phone, operator: Operator) -> None:
    house.graph.trouble(DROP)
    await jean.wire.write(house, JEAN, "mes chantiers")
    await house.until("select count(*) = 1 from outbox where state = 'sending' and last_error is not null")
    await house.until("select worker is null from reply_lanes")
    await operator.posts(f"sessions/{await operator.session()}/handoff")
    await house.rows.run("update outbox set sending_since = sending_since - interval '1 hour'")
    await wake(house)
    await house.settled()

    assert len(house.graph.sent) == 1
    assert [part["state"] for part in await _parts(house)] == ["failed"]


async def test_no_template_goes_out_for_the_bot_but_for_the_human(
    house: House, jean: Phone, operator: Operator
) -> None:
    await house.rows.run("insert into runtime_settings values ('window_template_cloud', 'hello_again')")
    await jean.says("merci")
    await hold_replies(house)
    await jean.wire.write(house, JEAN, "mes chantiers")
    await house.until("select count(*) = 0 from inbox where state = 'pending'")
    await _pass(house, "25 hours")

    await operator.posts(f"sessions/{await operator.session()}/messages", text="Vous êtes là ?")
    await wake(house)
    await house.settled()
    await house.rows.run("delete from runtime_settings where name = 'window_template_cloud'")

    assert [(part["state"], part["template"]) for part in await _parts(house)] == [
        ("sent", None), ("failed", None), ("sent", "hello_again"),
    ]  # fmt: skip


async def test_the_hours_count_from_the_humans_last_message_and_not_from_the_persons(
    house: House, jean: Phone, operator: Operator
) -> None:
    await jean.taps_id("talk_team_fr")
    until = "select extract(epoch from handoff_until - now()) / 3600 from subcontractors where phone = $1"
    await _pass(house, "6 hours")
    await jean.says("Allô ?")
    assert 0.9 < await house.rows.value(until, JEAN) < 1.1
    await operator.posts(f"sessions/{await operator.session()}/messages", text="Oui ?")
    assert 6.9 < await house.rows.value(until, JEAN) < 7.1
    told = await operator.gets(f"sessions/{await operator.session()}")
    assert told["handoff_until"] is not None


async def test_released_it_says_once_that_it_is_back_and_knows_what_was_said(
    house: House, jean: Phone, operator: Operator
) -> None:
    await jean.says("champigny")
    await jean.taps_id("talk_team_fr")
    session = await operator.session()
    await operator.posts(f"sessions/{session}/messages", text="Le code du portail est 4711.")
    await jean.says("Merci Paul")
    assert (await operator.posts(f"sessions/{session}/release"))["handoff_until"] is None

    [first] = await jean.says("mes tâches")
    [second] = await jean.says("mes tâches")

    assert first.body.startswith(BACK)
    assert "Champigny" in first.body
    assert BACK not in second.body
    found = await house.rows.value("select open_session($1, null, 20, '{}')", JEAN_ID)
    said = [(item["author"], item["body"]) for item in found["history"]]
    assert ("human", "Le code du portail est 4711.") in said
    assert (None, "Merci Paul") in said
    assert found["session_id"] != session


async def test_nobody_answered_and_it_says_so_with_a_way_to_ask_again(
    house: House, jean: Phone, company: FakeCompany
) -> None:
    await jean.taps_id("talk_team_fr")
    await _pass(house, "8 hours")

    [back] = await jean.says("mes chantiers")
    assert LATE_BACK in back.body
    assert [option[0] for option in back.options][-1] == "talk_team_fr"
    [sites] = await jean.says("mes chantiers")
    assert LATE_BACK not in sites.body
    assert "talk_team_fr" not in [option[0] for option in sites.options]

    [goodbye] = await jean.taps(back, "Parler")
    await house.until("select count(*) = 2 from notifications where state = 'sent'")
    assert "Je préviens l'équipe" in goodbye.body
    assert company.kinds == ["escalation"] * 2


async def test_a_menu_offers_the_team_once(house: House, jean: Phone) -> None:
    await jean.taps_id("talk_team_fr")
    await _pass(house, "8 hours")
    [back] = await jean.says("Bonjour")
    assert LATE_BACK in back.body
    assert [option[0] for option in back.options].count("talk_team_fr") == 1


async def test_who_was_answered_is_not_told_that_nobody_did(house: House, jean: Phone, operator: Operator) -> None:
    await jean.taps_id("talk_team_fr")
    await operator.posts(f"sessions/{await operator.session()}/messages", text="Bonjour Jean.")
    await house.settled()
    await _pass(house, "8 hours")
    [back] = await jean.says("mes chantiers")
    assert back.body.startswith(BACK)


async def test_who_asks_for_a_human_at_once_again_is_not_told_that_the_bot_is_back(house: House, jean: Phone) -> None:
    await jean.taps_id("talk_team_fr")
    await _pass(house, "8 hours")
    [goodbye] = await jean.taps_id("talk_team_fr")
    assert LATE_BACK not in goodbye.body
    assert not goodbye.options


async def test_what_is_not_answered_does_not_use_the_sentence_up(house: House, jean: Phone) -> None:
    await jean.taps_id("talk_team_fr")
    await _pass(house, "8 hours")
    reaction = {"message_id": "wamid.unknown", "emoji": "🎉"}
    await house.from_meta(graph.webhook([graph.text(JEAN, "", type="reaction", reaction=reaction)]))
    await house.settled()
    assert (await _outcomes(house))[-1] == "ignored"
    [back] = await jean.says("mes chantiers")
    assert LATE_BACK in back.body


async def test_days_later_nothing_is_said_of_it(house: House, jean: Phone) -> None:
    await jean.taps_id("talk_team_fr")
    await _pass(house, "3 days")
    [sites] = await jean.says("mes chantiers")
    assert LATE_BACK not in sites.body
    assert len(sites.options) == 3


@pytest.mark.parametrize("is_told", [True, False], ids=["an address", "no address"])
async def test_who_waits_for_a_day_is_told_once_a_day(house_of: OpenHouse, company: FakeCompany, is_told: bool) -> None:
    address = {"escalation_webhook_url": company.url} if is_told else {}
    async with house_of(burst_quiet_ms=0, handoff_hours=96, **address) as house:
        jean = Phone(house=house, wire=WIRES["cloud"])
        await jean.taps_id("talk_team_fr")
        await _pass(house, "23 hours")
        assert await jean.says("Allô ?") == []
        await _pass(house, "2 hours")

        [late] = await jean.says("Toujours personne ?")
        assert LATE in late.body
        assert ("relance" in late.body) is is_told
        assert await jean.says("Bon.") == []
        await _pass(house, "25 hours")
        assert len(await jean.says("Et maintenant ?")) == 1

        assert await _outcomes(house) == ["answered", "handed_off", "answered", "handed_off", "answered"]
        if is_told:
            await house.until("select count(*) = 3 from notifications where state = 'sent'")
        assert company.kinds == (["escalation", "waiting", "waiting"] if is_told else [])
        assert await house.rows.column("select phase from conversation_sessions") == ["with_human"]


async def test_who_was_answered_waits_from_their_own_next_message_on(house_of: OpenHouse, company: FakeCompany) -> None:
    async with house_of(
        burst_quiet_ms=0, handoff_hours=200, escalation_webhook_url=company.url, admin_token=TOKEN
    ) as house:
        jean, operator = Phone(house=house, wire=WIRES["cloud"]), Operator(house=house)
        await jean.taps_id("talk_team_fr")
        await operator.posts(f"sessions/{await operator.session()}/messages", text="Je regarde.")
        await house.settled()
        await _pass(house, "30 hours")

        assert await jean.says("Alors ?") == [], "nobody owes them an answer for a day yet"
        await _pass(house, "25 hours")
        [late] = await jean.says("Toujours rien ?")
        assert LATE in late.body


async def test_an_operator_who_comes_while_the_turn_is_under_way_is_not_talked_over(
    house: House, jean: Phone, operator: Operator
) -> None:
    await jean.says("merci")
    session = await operator.session()
    await house.rows.run("begin")
    await house.rows.run("select from subcontractors where phone = $1 for no key update", JEAN)
    await jean.wire.write(house, JEAN, "mes chantiers")  # it is claimed, and waits at open_session
    await house.until("select worker is not null from lanes")
    await house.rows.run("select begin_handoff($1, $2)", JEAN_ID, session)
    await house.rows.run("commit")
    await house.settled()

    assert len(await jean.screen()) == 1
    assert (await _outcomes(house))[-1] == "handed_off"
