"""Outside the 24-hour window: the template once, an operator's task for the rest, and the story says which."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from errors import SendRefusedError
from languages import LANGUAGES
from messages import OutgoingPart, Part
from tests.conftest import OpenHouse
from tests.fakes import graph
from tests.fakes.graph import DROP, FakeGraph, Trouble
from tests.house import House
from tests.late import a_day_passes, hold_replies, screen, wake, writes
from tests.phones import JEAN, WIRES, Phone
from tests.services.channels.cloud.channels import sending

MARIA, STRANGER = "+33600000002", "+33699999999"

CONTENT = "HX" + "0123456789abcdef" * 2
INVITATION = {"types": {"twilio/text": {"body": "Nous avons une réponse pour vous."}}, "variables": {}}

TEMPLATES = {"cloud": ("hello_again", "hello_again (fr)"), "twilio": (CONTENT, "Nous avons une réponse pour vous.")}
"""What an operator configures, and what the person then sees."""


async def _configure(house: House, channel: str, template: str) -> None:
    house.twilio.contents[CONTENT] = INVITATION
    await house.rows.run("insert into runtime_settings values ('window_template_' || $1::text, $2)", channel, template)


async def _replies(house: House, message_id: str) -> list[dict[str, Any]]:
    """Return what the story tells of the replies to a message."""
    answer = await house.http.get(f"/api/v1/messages/{quote(message_id, safe='')}/story")
    replies: list[dict[str, Any]] = answer.json()["replies"]
    return replies


@pytest.mark.parametrize("channel", TEMPLATES)
async def test_the_template_goes_out_once_and_the_rest_is_an_operators_task(house: House, channel: str) -> None:
    template, shown = TEMPLATES[channel]
    await _configure(house, channel, template)
    await hold_replies(house)
    first, second = await writes(house, "merci", "bonjour", channel=channel)
    await a_day_passes(house)
    await house.settled()

    assert await screen(house, channel) == [shown]
    [replaced], [task] = await _replies(house, first), await _replies(house, second)
    assert (replaced["state"], replaced["template"]) == ("sent", template)
    assert f"the template {template} goes out instead" in replaced["last_error"]
    assert (task["state"], task["template"], task["attempts"]) == ("failed", None, 0)
    assert "an operator is needed" in task["last_error"]


async def test_the_rows_keep_what_was_meant_and_what_was_done(house: House) -> None:
    await _configure(house, "cloud", "hello_again")
    await hold_replies(house)
    await writes(house, "merci", "bonjour")
    await a_day_passes(house)
    await house.settled()

    meant = await house.rows.column(
        "select m.body = o.payload ->> 'text' from outbox o join messages m on m.id = message_id"
    )
    assert meant == [True, True]
    ids = await house.rows.column("select id from outbox order by id")
    assert await house.rows.all("select action, detail from audit_log order by id") == [
        {"action": "reply.window_closed", "detail": {"outbox_id": ids[0], "template": "hello_again"}},
        {"action": "reply.window_closed", "detail": {"outbox_id": ids[1]}},
    ]


@pytest.mark.parametrize("template", [None, " "], ids=["not configured", "blank"])
@pytest.mark.parametrize("channel", TEMPLATES)
async def test_without_a_template_nothing_is_tried(house: House, channel: str, template: str | None) -> None:
    if template is not None:
        await _configure(house, channel, template)
    await hold_replies(house)
    [message_id] = await writes(house, "merci", channel=channel)
    await a_day_passes(house)
    await house.settled()

    assert (house.graph.calls, house.twilio.calls.count("messages")) == (0, 0)
    [task] = await _replies(house, message_id)
    assert (task["state"], task["template"]) == ("failed", None)
    assert "has no template: an operator is needed" in task["last_error"]
    assert await house.rows.column("select action from audit_log") == ["reply.window_closed"]


async def test_who_writes_again_is_answered_and_invited_again_another_day(house: House) -> None:
    await _configure(house, "cloud", "hello_again")
    for _ in range(2):
        await hold_replies(house)
        await writes(house, "merci", "merci")
        await a_day_passes(house)
        await house.settled()
    jean = Phone(house=house, wire=WIRES["cloud"])
    await jean.says("bonjour")

    *invited, greeting = await screen(house)
    assert invited == ["hello_again (fr)"] * 2, "one per closed window"
    assert "Jean" in greeting, "what failed is not sent after all"


LANGUAGE_OF = {
    "the person's": (MARIA, "ok", "pt_PT"),
    "the reply's": (MARIA, "hello, show me my sites please", "en"),
    "the default for a stranger": (STRANGER, "ok", "fr"),
}


@pytest.mark.parametrize(("who", "text", "expected"), LANGUAGE_OF.values(), ids=LANGUAGE_OF)
async def test_the_template_speaks_the_language_of_the_reply(house: House, who: str, text: str, expected: str) -> None:
    await _configure(house, "cloud", "hello_again")
    await Phone(house=house, wire=WIRES["cloud"], number=who).says("ok")
    await hold_replies(house)
    await writes(house, text, who=who)
    await a_day_passes(house)
    await house.settled()

    assert (await screen(house, who=who))[-1] == f"hello_again ({expected})"


async def test_the_template_for_an_apology_speaks_the_persons_language(house_of: OpenHouse) -> None:
    async with house_of(burst_quiet_ms=0, max_attempts=1) as house:
        await _configure(house, "cloud", "hello_again")
        await hold_replies(house)
        await house.rows.run("alter function open_session rename to open_session_away")
        await writes(house, "ok", who=MARIA)
        await a_day_passes(house)
        await house.settled()

        assert await screen(house, who=MARIA) == ["hello_again (pt_PT)"]


async def test_what_may_have_gone_out_in_time_waits_for_its_status(house: House) -> None:
    await _configure(house, "cloud", "hello_again")
    house.graph.trouble(DROP)
    await writes(house, "merci")
    await house.until("select count(*) = 1 from outbox where state = 'sending' and last_error is not null")
    await house.until("select worker is null from reply_lanes")
    await house.rows.run("update inbox set received_at = received_at - interval '25 hours'")
    await wake(house)
    await house.until("select due_at > now() + interval '1 minute' from reply_lanes")

    [sent] = house.graph.sent
    await house.from_meta(graph.webhook(statuses=[graph.status(sent.id, "delivered", reply_id=sent.reply_id or "")]))
    await house.settled()
    assert await house.rows.column("select state from outbox") == ["delivered"]
    assert [sent.kind for sent in house.graph.sent] == ["text"]
    assert await house.rows.column("select action from audit_log") == []


async def test_what_was_not_heard_of_becomes_the_template(house: House) -> None:
    await _configure(house, "cloud", "hello_again")
    house.graph.trouble(Trouble(how="drop"))
    [message_id] = await writes(house, "merci")
    await house.until("select count(*) = 1 from outbox where state = 'sending' and last_error is not null")
    await house.until("select worker is null from reply_lanes")
    await a_day_passes(house)
    await house.settled()

    assert await screen(house) == ["hello_again (fr)"]
    [replaced] = await _replies(house, message_id)
    assert (replaced["state"], replaced["template"], replaced["attempts"]) == ("sent", "hello_again", 2)
    assert "goes out instead" in replaced["last_error"]


async def test_a_template_that_is_deferred_is_no_second_one(house: House) -> None:
    await _configure(house, "cloud", "hello_again")
    await hold_replies(house)
    house.graph.trouble(Trouble(status=503), Trouble(status=503))
    await writes(house, "merci")
    await a_day_passes(house)
    await house.settled()

    assert await screen(house) == ["hello_again (fr)"]
    assert await house.rows.column("select action from audit_log") == ["reply.window_closed"]


async def test_a_template_that_the_person_forestalls_is_the_reply_again(house: House) -> None:
    await _configure(house, "cloud", "hello_again")
    await hold_replies(house)
    house.graph.trouble(Trouble(status=503, retry_after=600))
    [message_id] = await writes(house, "merci")
    await a_day_passes(house)
    await house.until("select count(*) = 1 from outbox where state = 'pending' and template = 'hello_again'")
    await house.until("select worker is null from reply_lanes")
    await writes(house, "bonjour")
    await wake(house)
    await house.settled()

    assert [sent.kind for sent in house.graph.sent] == ["text", "list"]
    [reply] = await _replies(house, message_id)
    assert (reply["state"], reply["template"]) == ("sent", None)


async def test_a_template_that_is_refused_invited_nobody(house: House) -> None:
    await _configure(house, "cloud", "hello_again")
    await hold_replies(house)
    house.graph.trouble(Trouble(status=404, code=132001))
    first, _ = await writes(house, "merci", "merci")
    await a_day_passes(house)
    await house.settled()

    [refused] = await _replies(house, first)
    assert (refused["state"], refused["template"]) == ("failed", "hello_again")
    assert "132001" in refused["last_error"]
    assert await screen(house) == ["hello_again (fr)"]


async def test_the_window_of_the_simulator_never_closes(house_of: OpenHouse) -> None:
    async with house_of(burst_quiet_ms=0) as house:
        await _configure(house, "simulator", "hello_again")
        await hold_replies(house)
        [message_id] = await writes(house, "bonjour", channel="simulator")
        await a_day_passes(house)
        await house.settled()

        [seen] = await WIRES["simulator"].screen(house, JEAN)
        assert seen.options
        [reply] = await _replies(house, message_id)
        assert (reply["state"], reply["template"]) == ("sent", None)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_meta_knows_each_of_our_languages(language: str) -> None:
    part = Part(kind="template", template="hello_again", language=language)
    async with FakeGraph() as fake, sending(fake) as channel:
        await channel.send(OutgoingPart(reply_id="reply-1", recipient=JEAN, part=part))
    [sent] = fake.sent
    assert sent.body.startswith(f"hello_again ({language}")


@pytest.mark.parametrize(
    ("template", "language"), [("Hello Again", "fr"), ("", "fr"), ("hello_again", "")], ids=["name", "none", "language"]
)
async def test_what_is_no_template_is_refused(template: str, language: str) -> None:
    part = Part(kind="template", template=template, language=language)
    async with FakeGraph() as fake, sending(fake) as channel:
        with pytest.raises(SendRefusedError):
            await channel.send(OutgoingPart(reply_id="reply-1", recipient=JEAN, part=part))
    assert fake.sent == []


async def test_a_content_that_twilio_does_not_know_is_refused_and_not_tried_as_text(house: House) -> None:
    await _configure(house, "twilio", "hello_again")
    await hold_replies(house)
    [message_id] = await writes(house, "merci", channel="twilio")
    await a_day_passes(house)
    await house.settled()

    assert (house.twilio.calls.count("messages"), house.twilio.sent) == (1, [])
    [refused] = await _replies(house, message_id)
    assert (refused["state"], refused["template"]) == ("failed", "hello_again")
    assert "21655" in refused["last_error"]
