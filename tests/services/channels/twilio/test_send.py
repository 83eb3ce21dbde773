"""Sending to the fake Twilio, which checks what the real one checks."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from urllib.parse import urlencode

import httpx
import pytest

from errors import SendDeferredError, SendError, SendRefusedError, SendUnknownError
from messages import Media, Option, OutgoingPart, Part
from services.channels.twilio import TwilioChannel
from tests.fakes.twilio import (
    ACCOUNT,
    DROP,
    HANG,
    NO_JSON,
    NUMBER,
    TOKEN,
    FakeTwilio,
    MemoryContents,
    Sent,
    Trouble,
    signed,
    status,
)
from tests.services.channels.twilio.channels import request, sending

PHONE = "+33612345678"
SITES = tuple(Option(id=f"projects_{number}", title=f"Chantier {number}", description="Lyon") for number in (1, 2))
BUTTONS = Part(
    kind="buttons",
    text="Bonjour Marie !\n\nQue voulez-vous faire ?",
    options=(Option(id="view_sites_fr", title="Mes chantiers"), Option(id="talk_team_fr", title="L'équipe")),
)
LIST = Part(kind="list", text="Vos chantiers, Marie :", options=SITES, list_button="Choisir")
TEXT = Part(kind="text", text="Bonjour 👷")
IMAGE = Part(kind="media", text="Le plan", media=Media(kind="image", url="https://files.example/plan.png"))

SHOWN = {
    "text": (TEXT, Sent(sid="", to=PHONE, kind="text", body="Bonjour 👷")),
    "longest text": (replace(TEXT, text="é" * 1600), Sent(sid="", to=PHONE, kind="text", body="é" * 1600)),
    "image": (IMAGE, Sent(sid="", to=PHONE, kind="media", body="Le plan", media_url="https://files.example/plan.png")),
    "medium without caption": (
        replace(IMAGE, text=""),
        Sent(sid="", to=PHONE, kind="media", media_url="https://files.example/plan.png"),
    ),
    "buttons": (
        BUTTONS,
        Sent(
            sid="", to=PHONE, kind="buttons", body=BUTTONS.text,
            options=(("view_sites_fr", "Mes chantiers", ""), ("talk_team_fr", "L'équipe", "")),
        ),
    ),
    "list": (
        LIST,
        Sent(
            sid="", to=PHONE, kind="list", body=LIST.text, button="Choisir",
            options=(("projects_1", "Chantier 1", "Lyon"), ("projects_2", "Chantier 2", "Lyon")),
        ),
    ),
}  # fmt: skip

# Bodies that Twilio would not take as a variable, and names that look like one.
BODIES = {
    "long line": "a" * 1000,
    "tab": "a\tb",
    "run of spaces": "a          b",
    "blank lines": "\n \na\n\n",
    "braces in the body": "{{1}} et {{x}}",
    "quotes": 'l\'équipe "A" \\ {1}',
    "arabic": "مرحبا ماري",
}

DEFERRED = {
    "rate limit": Trouble(status=429, code=20429, retry_after=7),
    "rate limit of whatsapp": Trouble(code=63018),
    "full queue": Trouble(code=21611),
    "server error": Trouble(status=503),
    "server error with code": Trouble(status=500, code=20500),
}
UNKNOWN = {"no answer": HANG, "dropped": DROP, "no json": NO_JSON}
REFUSED = {
    "outside the window": Trouble(code=63016),
    "stopped": Trouble(code=21610),
    "no such number": Trouble(code=21211),
    "no such account": Trouble(status=401, code=20003),
    "refused without json": Trouble(status=404),
    "redirected": Trouble(status=307),
}


def due(part: Part, recipient: str = PHONE, reply_id: str = "reply-1") -> OutgoingPart:
    return OutgoingPart(reply_id=reply_id, recipient=recipient, part=part)


@pytest.fixture
async def twilio() -> AsyncIterator[FakeTwilio]:
    async with FakeTwilio() as fake:
        yield fake


@pytest.fixture
async def channel(twilio: FakeTwilio) -> AsyncIterator[TwilioChannel]:
    async with sending(twilio) as channel:
        yield channel


@pytest.mark.parametrize(("part", "expected"), SHOWN.values(), ids=SHOWN)
async def test_the_person_sees_the_part(twilio: FakeTwilio, channel: TwilioChannel, part: Part, expected: Sent) -> None:
    sid = await channel.send(due(part))

    assert [replace(expected, sid=sid)] == twilio.sent


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
async def test_any_body_goes_with_its_buttons(twilio: FakeTwilio, channel: TwilioChannel, body: str) -> None:
    await channel.send(due(replace(BUTTONS, text=body)))

    [sent] = twilio.sent
    assert sent.kind == "buttons"
    assert sent.body.replace("{ {", "{{").replace("} }", "}}") == body


async def test_a_title_is_never_read_as_a_variable(twilio: FakeTwilio, channel: TwilioChannel) -> None:
    await channel.send(due(replace(BUTTONS, options=(Option(id="option_1", title="{{1}}"),))))

    assert [(("option_1", "{ {1} }", ""),)] == [sent.options for sent in twilio.sent]


async def test_sends_to_a_user_id(twilio: FakeTwilio, channel: TwilioChannel) -> None:
    await channel.send(due(TEXT, recipient="FR.4566546130240823"))

    assert [sent.to for sent in twilio.sent] == ["FR.4566546130240823"]


async def test_one_content_serves_every_person(twilio: FakeTwilio, channel: TwilioChannel) -> None:
    names = ("Marie", "Jean", "d'Étienne")
    for name in names:
        await channel.send(due(replace(BUTTONS, text=f"Bonjour {name} !\nQue faire ?")))

    assert [sent.body for sent in twilio.sent] == [f"Bonjour {name} !\nQue faire ?" for name in names]
    assert len(twilio.contents) == 1


async def test_other_options_are_another_content(twilio: FakeTwilio, channel: TwilioChannel) -> None:
    for options in (BUTTONS.options, BUTTONS.options[:1]):
        await channel.send(due(replace(BUTTONS, options=options)))

    assert [len(sent.options) for sent in twilio.sent] == [2, 1]
    assert len(twilio.contents) == 2


async def test_a_content_is_remembered_by_every_worker(twilio: FakeTwilio) -> None:
    contents = MemoryContents()
    for _ in range(2):
        async with sending(twilio, contents=contents) as worker:
            await worker.send(due(LIST))

    assert twilio.calls == ["content", "messages", "messages"]


async def test_another_account_has_contents_of_its_own(twilio: FakeTwilio) -> None:
    contents, other = MemoryContents(), "AC" + "1" * 32
    async with FakeTwilio(account=other) as elsewhere:
        async with sending(twilio, contents=contents) as channel:
            await channel.send(due(LIST))
        async with sending(elsewhere, account=other, contents=contents) as channel:
            await channel.send(due(LIST))

        assert [sent.kind for sent in elsewhere.sent] == ["list"]


@pytest.mark.parametrize(
    "trouble", [*DEFERRED.values(), *UNKNOWN.values(), *REFUSED.values()], ids=[*DEFERRED, *UNKNOWN, *REFUSED]
)
async def test_numbered_text_goes_when_the_content_cannot_be_created(
    twilio: FakeTwilio, channel: TwilioChannel, trouble: Trouble
) -> None:
    twilio.trouble(trouble, at="content")

    sid = await channel.send(due(LIST))

    expected = "Vos chantiers, Marie :\n\n1. Chantier 1 \N{EN DASH} Lyon\n2. Chantier 2 \N{EN DASH} Lyon"
    assert [Sent(sid=sid, to=PHONE, kind="text", body=expected)] == twilio.sent


async def test_numbered_text_goes_when_the_content_is_refused(twilio: FakeTwilio) -> None:
    contents = MemoryContents()
    async with sending(twilio, contents=contents) as channel:
        await channel.send(due(LIST))
        twilio.contents.clear()
        await channel.send(due(LIST))

    assert [sent.kind for sent in twilio.sent] == ["list", "text"]


@pytest.mark.parametrize("trouble", [*DEFERRED.values(), *UNKNOWN.values()], ids=[*DEFERRED, *UNKNOWN])
async def test_no_second_message_while_the_first_may_arrive(
    twilio: FakeTwilio, channel: TwilioChannel, trouble: Trouble
) -> None:
    twilio.trouble(trouble)

    with pytest.raises((SendDeferredError, SendUnknownError)):
        await channel.send(due(LIST))

    assert twilio.calls == ["content", "messages"]


async def test_numbered_text_keeps_every_option(twilio: FakeTwilio, channel: TwilioChannel) -> None:
    rows = tuple(Option(id=f"tasks_{n}", title=f"{n} " + "t" * 22, description="d" * 72) for n in range(10))
    twilio.trouble(Trouble(status=500), at="content")

    await channel.send(due(replace(LIST, text="b" * 1024, options=rows)))

    [sent] = twilio.sent
    assert all(row.title in sent.body for row in rows)
    assert len(sent.body) <= channel.limits.text


@pytest.mark.parametrize("trouble", DEFERRED.values(), ids=DEFERRED)
async def test_deferred(twilio: FakeTwilio, channel: TwilioChannel, trouble: Trouble) -> None:
    twilio.trouble(trouble)

    with pytest.raises(SendDeferredError) as caught:
        await channel.send(due(TEXT))

    assert caught.value.retry_after == trouble.retry_after
    assert caught.value.provider_code == (str(trouble.code) if trouble.code else None)


async def test_deferred_when_nobody_listens() -> None:
    async with FakeTwilio() as gone:
        url = gone.url
    async with sending(url) as channel:
        with pytest.raises(SendDeferredError):
            await channel.send(due(TEXT))


@pytest.mark.parametrize("trouble", UNKNOWN.values(), ids=UNKNOWN)
async def test_unknown(twilio: FakeTwilio, channel: TwilioChannel, trouble: Trouble) -> None:
    twilio.trouble(trouble)

    with pytest.raises(SendUnknownError):
        await channel.send(due(TEXT))

    assert len(twilio.sent) == 1


@pytest.mark.parametrize("trouble", REFUSED.values(), ids=REFUSED)
async def test_refused(twilio: FakeTwilio, channel: TwilioChannel, trouble: Trouble) -> None:
    twilio.trouble(trouble)

    with pytest.raises(SendRefusedError) as caught:
        await channel.send(due(TEXT))

    assert caught.value.provider_code == (str(trouble.code) if trouble.code else None)


async def test_refused_for_good_is_refused_as_text_too(twilio: FakeTwilio, channel: TwilioChannel) -> None:
    twilio.trouble(Trouble(code=21610), Trouble(code=21610))

    with pytest.raises(SendRefusedError) as caught:
        await channel.send(due(LIST))

    assert caught.value.provider_code == "21610"


async def test_a_redirect_gets_no_credentials() -> None:
    seen: list[str] = []

    def answer(asked: httpx.Request) -> httpx.Response:
        seen.append(asked.url.host)
        return httpx.Response(307, headers={"Location": "https://evil.example/"})

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer), follow_redirects=True) as client:
        channel = TwilioChannel(
            account_sid=ACCOUNT, auth_token=TOKEN, number=NUMBER, api_url="https://api.example",
            content_url="https://content.example", public_url=None, contents=MemoryContents(), client=client,
        )  # fmt: skip
        with pytest.raises(SendRefusedError):
            await channel.send(due(TEXT))

    assert seen == ["api.example"]


@pytest.mark.parametrize("trouble", [DEFERRED["rate limit"], HANG, REFUSED["stopped"]], ids=["later", "hang", "never"])
async def test_no_error_holds_the_token_or_the_phone(
    twilio: FakeTwilio, channel: TwilioChannel, trouble: Trouble
) -> None:
    twilio.trouble(trouble)

    with pytest.raises(SendError) as caught:
        await channel.send(due(TEXT))

    assert TOKEN not in repr(caught.value) + repr(channel._api)
    assert PHONE not in repr(caught.value)


async def test_the_status_finds_its_reply(twilio: FakeTwilio) -> None:
    async with sending(twilio, public_url="https://relais.example/bot/") as channel:
        sid = await channel.send(due(TEXT, reply_id="7f3a:1/2 é"))
        [sent] = twilio.sent
        assert sent.status_callback is not None
        assert sent.status_callback.startswith("https://relais.example/bot/webhook/twilio/status?reply=")
        body, headers = signed(status(sid, "delivered"), sent.status_callback)
        seen = sent.status_callback.replace("https://relais.example/bot", "http://10.0.0.7:8080")
        callback = request(body, headers, seen)

        channel.verify(callback)
        [event] = channel.parse_status(callback)

    assert (event.provider_message_id, getattr(event, "reply_id", None)) == (sid, "7f3a:1/2 é")


async def test_asks_for_no_status_without_a_public_address(twilio: FakeTwilio, channel: TwilioChannel) -> None:
    await channel.send(due(TEXT))

    assert [sent.status_callback for sent in twilio.sent] == [None]


async def test_closes_its_own_connections(twilio: FakeTwilio) -> None:
    channel = TwilioChannel(
        account_sid=ACCOUNT, auth_token=TOKEN, number=f"whatsapp:{NUMBER}", api_url=f"{twilio.url}/",
        content_url=twilio.url, public_url=None, contents=MemoryContents(),
    )  # fmt: skip
    await channel.send(due(TEXT))
    await channel.close()

    with pytest.raises(RuntimeError, match="closed"):
        await channel.send(due(TEXT))


async def test_leaves_the_connections_of_another_open(twilio: FakeTwilio, channel: TwilioChannel) -> None:
    await channel.close()
    await channel.send(due(TEXT))

    assert len(twilio.sent) == 1


async def test_the_fake_answers_as_twilio_does(twilio: FakeTwilio) -> None:
    async with httpx.AsyncClient() as client:
        url = f"{twilio.url}/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
        form = urlencode({"To": f"whatsapp:{PHONE}", "From": f"whatsapp:{NUMBER}", "Body": "x" * 1601})
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        too_long = await client.post(url, content=form, headers=headers, auth=(ACCOUNT, TOKEN))
        stranger = await client.post(url, content=form, headers=headers, auth=(ACCOUNT, "wrong"))

    assert (too_long.status_code, too_long.json()["code"]) == (400, 21617)
    assert (stranger.status_code, stranger.json()["code"]) == (401, 20003)
    assert twilio.sent == []
