"""What a bot is posted: signed, in the provider's shape, and again when it is not taken, as the provider does."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from typing import Any

import httpx
import pytest
from twilio.request_validator import RequestValidator

from messages import Option, Part
from simulation import Person, SendTrouble, Simulation
from tests.phones import JEAN
from tests.simulation.bots import Bot
from tests.simulation.test_contract import ACCOUNT, FORM, MESSAGES, buttons, rows, template, text

THROUGH_TWILIO = f"whatsapp:{JEAN}"


@pytest.fixture
def jean(simulation: Simulation) -> Person:
    return simulation.person(JEAN)


@pytest.fixture
def other(simulation: Simulation) -> Person:
    return simulation.person(THROUGH_TWILIO)


async def test_meta_signs_the_bytes(jean: Person, bot: Bot) -> None:
    await jean.text("Réunion à 8 h 👷")
    [posted] = await bot.webhooks(1)

    digest = hmac.new(b"simulator-app-secret", posted.body, hashlib.sha256).hexdigest()
    assert posted.headers["X-Hub-Signature-256"] == f"sha256={digest}"
    assert posted.url.endswith("/webhook/whatsapp")


async def test_twilio_signs_the_address_and_the_form(other: Person, bot: Bot) -> None:
    await other.text("Réunion à 8 h 👷")
    [posted] = await bot.webhooks(1)

    judge = RequestValidator("simulator-auth-token")
    assert judge.validate(posted.url, posted.form, posted.headers["X-Twilio-Signature"])
    assert posted.url.endswith("/webhook/twilio")


async def test_twilio_signs_a_status_for_the_address_that_it_calls(twilio: httpx.AsyncClient, bot: Bot) -> None:
    callback = f"{bot.at()}/status?reply=a%3Ab&x=%C3%A9"
    await twilio.post(f"{ACCOUNT}/Messages.json", data=FORM | {"StatusCallback": callback})
    posted = await bot.webhooks(3)

    judge = RequestValidator("simulator-auth-token")
    assert [one.url for one in posted] == [callback] * 3
    assert all(judge.validate(callback, one.form, one.headers["X-Twilio-Signature"]) for one in posted)
    assert [one.form["MessageStatus"] for one in posted] == ["sent", "delivered", "read"]


async def test_statuses_give_back_what_the_bot_tracks_by(api: httpx.AsyncClient, bot: Bot) -> None:
    sent = await api.post(MESSAGES, json=text(biz_opaque_callback_data="reply-1"))
    statuses = [one.value["statuses"][0] for one in await bot.webhooks(3)]

    assert [one["status"] for one in statuses] == ["sent", "delivered", "read"]
    assert {(one["id"], one["biz_opaque_callback_data"], one["recipient_id"]) for one in statuses} == {
        (sent.json()["messages"][0]["id"], "reply-1", JEAN[1:])
    }


@pytest.mark.parametrize("trouble", [SendTrouble.WINDOW_CLOSED, SendTrouble.REFUSED], ids=lambda one: one.value)
async def test_what_meta_took_and_could_not_deliver_failed(
    api: httpx.AsyncClient, simulation: Simulation, bot: Bot, trouble: SendTrouble
) -> None:
    simulation.trouble = trouble
    assert (await api.post(MESSAGES, json=text())).status_code == 200

    [status] = (await bot.webhooks(1))[0].value["statuses"]
    expected = {SendTrouble.WINDOW_CLOSED: 131047, SendTrouble.REFUSED: 131026}[trouble]
    assert (status["status"], status["errors"][0]["code"]) == ("failed", expected)


async def test_a_template_goes_through_the_closed_window(
    api: httpx.AsyncClient, simulation: Simulation, bot: Bot
) -> None:
    simulation.trouble = SendTrouble.WINDOW_CLOSED
    await api.post(MESSAGES, json=template())

    assert [one.value["statuses"][0]["status"] for one in await bot.webhooks(3)] == ["sent", "delivered", "read"]


CALLS = {
    SendTrouble.RATE_LIMITED: ((429, 130429), (429, 20429)),
    SendTrouble.PAIR_LIMITED: ((400, 131056), (429, 63018)),
    SendTrouble.SERVER_ERROR: ((500, 131000), (500, 20500)),
}
"""What Meta answers, and Twilio: HTTP's status and the code."""


@pytest.mark.parametrize("trouble", CALLS, ids=lambda one: one.value)
async def test_a_send_meets_trouble(
    api: httpx.AsyncClient, twilio: httpx.AsyncClient, simulation: Simulation, trouble: SendTrouble
) -> None:
    simulation.trouble = trouble
    metas, twilios = await api.post(MESSAGES, json=text()), await twilio.post(f"{ACCOUNT}/Messages.json", data=FORM)

    by_meta, by_twilio = CALLS[trouble]
    assert (metas.status_code, metas.json()["error"]["code"]) == by_meta
    assert (twilios.status_code, twilios.json()["code"]) == by_twilio
    assert not simulation.network.chats.of(JEAN).messages


async def test_a_lost_answer_is_a_message_all_the_same(api: httpx.AsyncClient, simulation: Simulation) -> None:
    simulation.trouble = SendTrouble.LOST_ANSWER
    with pytest.raises(httpx.ReadTimeout):
        await api.post(MESSAGES, json=text(), timeout=0.2)

    assert len(simulation.network.chats.of(JEAN).messages) == 1


TAPS: dict[str, tuple[dict[str, Any], str]] = {
    "a button": (buttons("Oui", "Non"), "button_reply"),
    "a row": (rows(2), "list_reply"),
}


@pytest.mark.parametrize(("offer", "kind"), TAPS.values(), ids=TAPS)
async def test_a_tap_is_what_was_tapped(
    api: httpx.AsyncClient, jean: Person, bot: Bot, offer: dict[str, Any], kind: str
) -> None:
    await api.post(MESSAGES, json=offer)
    answer = await jean.receives()
    await jean.tap(answer, answer.titles[1])

    item = await _message(bot)
    reply = item["interactive"][kind]
    assert (item["interactive"]["type"], reply["id"], reply["title"]) == (kind, "1", answer.titles[1])
    assert item["context"]["id"] == answer.id


async def test_a_tap_on_a_template_is_a_quick_reply(
    simulation: Simulation, api: httpx.AsyncClient, jean: Person, bot: Bot
) -> None:
    await api.post(MESSAGES, json=template())
    await jean.receives()
    [sent] = simulation.network.chats.of(JEAN).messages
    sent.part = Part(kind="template", options=(Option(id="resume", title="Reprendre"),))
    await jean.tap((await simulation.person(JEAN).receives()), "Reprendre")

    assert (await _message(bot))["button"] == {"payload": "resume", "text": "Reprendre"}


async def _message(bot: Bot) -> dict[str, Any]:
    """Return the item of the first webhook that holds one."""
    for count in range(1, 10):
        posted = (await bot.webhooks(count))[-1]
        if "messages" in posted.value:
            found: dict[str, Any] = posted.value["messages"][0]
            return found
    raise AssertionError("no message came")


def said(**what: Any) -> dict[str, Any]:
    return {"phone": JEAN, "id": f"id-{len(what)}"} | what


async def test_a_batch_is_one_webhook_at_meta(page: httpx.AsyncClient, bot: Bot) -> None:
    batch = [said(id=f"id-{number}", text=f"{number}") for number in range(3)]
    assert (await page.post("/messages", json={"messages": batch})).status_code == 200

    [posted] = await bot.webhooks(1)
    assert [item["text"]["body"] for item in posted.value["messages"]] == ["0", "1", "2"]
    assert len(posted.value["contacts"]) == 1
    assert posted.value["contacts"][0]["profile"] == {"name": "Jean"}


async def test_a_batch_is_a_form_each_at_twilio(page: httpx.AsyncClient, bot: Bot) -> None:
    batch = [said(phone=THROUGH_TWILIO, id=f"id-{number}", text=f"{number}") for number in range(3)]
    await page.post("/messages", json={"messages": batch})

    assert {one.form["Body"] for one in await bot.webhooks(3)} == {"0", "1", "2"}


@pytest.mark.parametrize("phone", [JEAN, THROUGH_TWILIO])
async def test_the_same_id_is_the_same_message(
    page: httpx.AsyncClient, bot: Bot, simulation: Simulation, phone: str
) -> None:
    for _ in range(2):
        await page.post("/messages", json=said(phone=phone, text="Bonjour"))

    first, second = await bot.webhooks(2)
    assert first.body == second.body
    assert len(simulation.network.chats.of(phone).messages) == 1


async def test_who_hides_their_phone_has_none(page: httpx.AsyncClient, bot: Bot, simulation: Simulation) -> None:
    await page.post("/messages", json=said(phone="FR.33600000001", text="Bonjour"))

    [posted] = await bot.webhooks(1)
    [item], [contact] = posted.value["messages"], posted.value["contacts"]
    assert ("from" in item, item["from_user_id"]) == (False, "FR.33600000001")
    assert ("wa_id" in contact, contact["user_id"]) == (False, "FR.33600000001")
    assert len(simulation.network.chats.of(JEAN).messages) == 1, "it is Jean's chat all the same"


async def test_who_hides_their_phone_at_twilio_has_none(page: httpx.AsyncClient, bot: Bot) -> None:
    await page.post("/messages", json=said(phone="whatsapp:FR.33600000001", text="Bonjour"))

    [posted] = await bot.webhooks(1)
    assert ("WaId" in posted.form, posted.form["From"]) == (False, "whatsapp:FR.33600000001")


async def test_a_stranger_who_hides_their_phone_later_is_one_chat(
    page: httpx.AsyncClient, api: httpx.AsyncClient, bot: Bot, simulation: Simulation
) -> None:
    """The page brings both once; the bot may answer to either."""
    stranger = simulation.person("+33612345678")
    await page.post("/messages", json=said(id="1", phone="+33612345678", user_id="FR.9z", text="Bonjour"))
    await page.post("/messages", json=said(id="2", phone="FR.9z", text="C'est moi"))
    answer = {name: value for name, value in text(recipient="FR.9z").items() if name != "to"}
    await api.post(MESSAGES, json=answer)

    assert (await stranger.receives()).text == "Bonjour"
    first, second = (one.value["messages"][0] for one in (await bot.webhooks(2)))
    assert (first["from"], first["from_user_id"]) == ("33612345678", "FR.9z")
    assert ("from" in second, second["from_user_id"]) == (False, "FR.9z")


async def test_kinds_of_meta(jean: Person, bot: Bot) -> None:
    await jean.voice(b"OggS")
    await jean.document(b"%PDF", filename="plan.pdf")
    await jean.location(48.8, 2.5, name="Champigny")
    await jean.reaction("wamid.1", "👍")
    items = [one.value["messages"][0] for one in await bot.webhooks(4)]

    assert [item["type"] for item in items] == ["audio", "document", "location", "reaction"]
    assert (items[0]["audio"]["voice"], items[1]["document"]["filename"]) == (True, "plan.pdf")
    assert items[2]["location"] == {"latitude": 48.8, "longitude": 2.5, "name": "Champigny"}
    assert items[3]["reaction"] == {"emoji": "👍", "message_id": "wamid.1"}


async def test_kinds_of_twilio(other: Person, bot: Bot, twilio: httpx.AsyncClient) -> None:
    await other.photo(b"\xff\xd8\xff", caption="la dalle")
    await other.location(48.8, 2.5, name="Champigny")
    await other.reaction("SM1", "👍")
    await other.text("fin")
    photo, place, end = (one.form for one in await bot.webhooks(3))

    assert (photo["NumMedia"], photo["MediaContentType0"], photo["Body"]) == ("1", "image/jpeg", "la dalle")
    leads = await twilio.get(photo["MediaUrl0"])
    content = await twilio.get(leads.headers["Location"], headers={"Authorization": ""})
    assert (leads.status_code, content.content) == (307, b"\xff\xd8\xff")
    assert (await twilio.get(photo["MediaUrl0"], headers={"Authorization": ""})).status_code == 401
    assert (place["Latitude"], place["Longitude"], place["Label"]) == ("48.8", "2.5", "Champigny")
    assert end["Body"] == "fin", "Twilio delivers no reactions"


async def test_meta_posts_again_until_it_is_taken(jean: Person, bot: Bot, told: list[str]) -> None:
    bot.answers.extend([500, 403, 503])
    message_id = await jean.text("Bonjour")

    posted = await bot.webhooks(4)
    await jean.state(message_id, "delivered")
    assert len({one.body for one in posted}) == 1
    assert "500" in told[0]
    assert "403" in told[1]
    assert "secrets" in told[1]
    assert told[3].endswith("taken at try 4")


async def test_twilio_does_not_ask_twice(other: Person, bot: Bot, told: list[str]) -> None:
    bot.answers.append(500)
    message_id = await other.text("Bonjour")

    await other.state(message_id, "failed")
    assert len(bot.posted) == 1
    assert told[-1].endswith("given up, as the provider does")


async def test_twilio_tries_once_more_where_nobody_answers(
    other: Person, simulation: Simulation, told: list[str], unused_tcp_port: int
) -> None:
    simulation.aim(f"http://127.0.0.1:{unused_tcp_port}")
    message_id = await other.text("Bonjour")

    await other.state(message_id, "failed")
    assert len(told) == 3
    assert "is the bot running there?" in told[0]


async def test_a_slow_bot_gets_the_next_message_all_the_same(jean: Person, simulation: Simulation) -> None:
    release = asyncio.Event()

    class Slow(Bot):
        async def _take(self, request: Any) -> Any:
            answer = await super()._take(request)
            await release.wait()
            return answer

    async with Slow() as slow:
        simulation.aim(slow.at())
        async with asyncio.timeout(5):
            await jean.text("un")
            await jean.text("deux")
        texts = [one.value["messages"][0]["text"]["body"] for one in await slow.webhooks(2)]
        release.set()

    assert texts == ["un", "deux"]


async def test_the_subscription_is_checked(simulation: Simulation, bot: Bot, unused_tcp_port: int) -> None:
    assert await simulation.subscribe() is None
    bot.challenge = "something else"
    assert "instead of the challenge" in str(await simulation.subscribe())
    simulation.aim(f"http://127.0.0.1:{unused_tcp_port}")
    assert "nobody answers" in str(await simulation.subscribe())
