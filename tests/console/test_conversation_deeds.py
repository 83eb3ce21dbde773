"""What an operator does to a conversation: by the rules of the API, once, and never over a colleague's head."""

from __future__ import annotations

import asyncio
import re

from tests.conftest import Logged
from tests.console.operator import Operator
from tests.console.talks import JEAN, LIST, address, bubbles, phone, text_of
from tests.console.test_conversations import answer
from tests.door.conftest import dsn, shared_dsn
from tests.door.servers import on_one_server
from tests.house import House
from tests.late import a_day_passes
from tests.phones import Phone

__all__ = ["dsn", "shared_dsn"]

pytestmark = on_one_server

AUDITED = "select action from audit_log order by id"


async def test_a_human_has_the_conversation_until_they_give_it_back(
    operator: Operator, jean: Phone, house: House, logged: Logged
) -> None:
    assert await jean.says("Bonjour")
    here = await address(house)
    page = await operator.page(here)
    assert "The bot answers." in page

    done = await operator.send(page, f"{here}/handoff")
    assert done.headers["Location"] == f"{here}?done=taken"
    page = await operator.page(here)
    assert "The team has the conversation for <" in page
    assert await jean.says("Il y a quelqu'un ?") == []

    text = "C'est <b>Paul</b>, du *bureau* :\n\nl'échelle est là 🪜"
    assert (await operator.send(page, f"{here}/answer", **answer(page, text))).status_code == 303
    await house.settled()
    assert [seen.body for seen in (await jean.screen())[1:]] == [text]

    await operator.send(await operator.page(here), f"{here}/release")
    assert "The conversation is over: the hand-over to the team has ended." in await operator.page(here)
    assert await jean.says("Merci")
    assert await house.rows.column(AUDITED) == [
        "session.escalated", "operator.handed_off", "operator.answered", "operator.released",
    ]  # fmt: skip
    assert [(line["action"], line["target"]) for line in logged("operator.acted")][1:] == [
        (action, here.rpartition("/")[2]) for action in ("hand_off_session", "answer_as_human", "release_session")
    ]


async def test_an_answer_that_is_posted_twice_is_sent_once(operator: Operator, jean: Phone, house: House) -> None:
    await jean.says("Bonjour")
    here = await address(house)
    page = await operator.page(here)
    filled = answer(page, "J'arrive.\r\nPaul")

    posted = await asyncio.gather(*(operator.send(page, f"{here}/answer", **filled) for _ in range(3)))
    again = await operator.send(page, f"{here}/answer", **filled)
    await house.settled()

    assert [one.status_code for one in (*posted, again)] == [303] * 4
    assert [seen.body for seen in (await jean.screen())[1:]] == ["J'arrive.\nPaul"]
    assert await house.rows.value("select count(*) from audit_log where action = 'operator.answered'") == 1

    other = await operator.send(page, f"{here}/answer", **{**filled, "text": "Et demain ?", "seen": "999999"})
    await house.settled()
    assert other.status_code == 303
    assert (await jean.screen())[-1].body == "Et demain ?", "another text is another answer"


async def test_a_colleague_who_answered_meanwhile_is_shown_first(operator: Operator, jean: Phone, house: House) -> None:
    await jean.says("Bonjour")
    here = await address(house)
    mine, theirs = await operator.page(here), await operator.page(here)
    await operator.send(theirs, f"{here}/answer", **answer(theirs, "C'est Marie, j'arrive."))

    asked = await operator.send(mine, f"{here}/answer", **answer(mine, "C'est <i>Paul</i>."))
    await house.settled()

    assert asked.status_code == 409
    assert "C&#39;est Marie, j&#39;arrive." in asked.text
    assert "C&#39;est &lt;i&gt;Paul&lt;/i&gt;.</textarea>" in asked.text, "nothing of it is lost"
    assert len(await jean.screen()) == 2

    anyway = await operator.send(asked.text, f"{here}/answer", **answer(asked.text, "C'est Paul."))
    await house.settled()
    assert anyway.status_code == 303
    assert (await jean.screen())[-1].body == "C'est Paul."


async def test_who_took_over_meanwhile_is_told(operator: Operator, jean: Phone, house: House) -> None:
    await jean.says("Bonjour")
    here = await address(house)
    mine = await operator.page(here)
    await operator.send(mine, f"{here}/handoff", state="active")

    second = await operator.send(mine, f"{here}/handoff", state="active")

    assert second.headers["Location"] == f"{here}?done=also"
    assert "Somebody of the team had taken over already" in await operator.page(second.headers["Location"])


async def test_it_is_ended_once(operator: Operator, jean: Phone, house: House) -> None:
    await jean.says("Bonjour")
    here = await address(house)
    page = await operator.page(here)
    assert "End this conversation?" in page

    done = [(await operator.send(page, f"{here}/end")).headers["Location"] for _ in range(2)]

    assert done == [f"{here}?done=ended", f"{here}?done=over"]
    assert "The conversation is over: ended by an operator." in await operator.page(here)
    assert await house.rows.column(AUDITED) == ["operator.ended_session"]
    assert await jean.says("Bonjour")
    assert await address(house) != here
    assert "This is an earlier conversation." in await operator.page(here)


async def test_a_form_without_its_token_does_nothing(operator: Operator, jean: Phone, house: House) -> None:
    await jean.says("Bonjour")
    here = await address(house)

    for deed in ("handoff", "release", "answer", "end"):
        refused = await operator.http.post(f"{here}/{deed}", data={"text": "x", "form_token": "0" * 64})
        assert refused.status_code == 403, deed
    assert await house.rows.column(AUDITED) == []


async def test_what_cannot_be_said_is_refused(operator: Operator, jean: Phone, house: House) -> None:
    await jean.says("Bonjour")
    here = await address(house)
    page = await operator.page(here)

    for text in ("  \r\n ", "a\0b", "x" * 16_385):
        assert (await operator.send(page, f"{here}/answer", **answer(page, text))).status_code == 422
    assert len(await jean.screen()) == 1


async def test_after_a_day_it_says_what_will_happen(operator: Operator, jean: Phone, house: House) -> None:
    await jean.says("Bonjour")
    here = await address(house)
    assert "WhatsApp takes free text for <time" in await operator.page(here)

    await a_day_passes(house)
    assert "no template is configured: what you write will not arrive" in await operator.page(here)

    await house.rows.run(
        "insert into templates (channel, language, provider_ref) values ('cloud', 'fr', 'hello_again')"
    )
    page = await operator.page(here)
    assert "the template hello_again goes out instead of what you write" in text_of(page)

    await operator.send(page, f"{here}/answer", **answer(page, "Je passe lundi."))
    await house.settled()
    [*_, mine] = bubbles(await operator.page(here))
    assert "Je passe lundi." in mine
    assert "The template hello_again went out instead." in mine
    await house.rows.run("delete from templates")


async def test_who_never_wrote_cannot_be_answered(operator: Operator, house: House) -> None:
    session = await house.rows.value("select get_or_create_session(id) from subcontractors where phone = $1", JEAN)
    page = await operator.page(f"{LIST}/{session}")

    assert "they cannot be answered" in page
    refused = await operator.send(page, f"{LIST}/{session}/answer", **answer(page, "Bonjour"))
    assert refused.status_code == 422
    assert "has not written yet" in refused.text


async def test_a_conversation_that_is_not_there(operator: Operator) -> None:
    for where in ("x", "00000000-0000-4000-8000-000000000000", "%00", "..%2f..%2fapi"):
        assert (await operator.http.get(f"{LIST}/{where}")).status_code == 404, where


async def test_a_simulator_has_no_window(operator: Operator, house: House) -> None:
    await phone(house, wire="simulator").says("Bonjour")
    await a_day_passes(house)
    page = await operator.page(await address(house))

    assert not re.search(r"takes (no )?free text", page)
