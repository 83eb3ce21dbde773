"""Sending to the fake Twilio, which checks what the real one checks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from typing import Literal
from urllib.parse import urlencode

import httpx
import pytest
from structlog.testing import capture_logs

from errors import DatabaseUnavailableError, SendDeferredError, SendError, SendRefusedError, SendUnknownError
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
from tests.services.channels.clients import Addressed
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
    "overload": Trouble(status=503),
    "overload with code": Trouble(status=503, code=20503),
    "server error with code": Trouble(status=500, code=20500),
    "gateway with a reason to wait": Trouble(status=502, code=20503),
}
UNKNOWN = {
    "no answer": HANG,
    "dropped": DROP,
    "no json": NO_JSON,
    **{f"{status} of a gateway": Trouble(status=status, accepted=True) for status in (408, 500, 502, 504, 520)},
    "gateway with any code": Trouble(status=502, code=20500, accepted=True),
}
ACCOUNT_CODES = (20003, 20005, 63007, 90010)
REFUSED = {
    **{f"account, {code}": Trouble(status=401, code=code) for code in ACCOUNT_CODES},
    "outside the window": Trouble(code=63016),
    "stopped": Trouble(code=21610),
    "no such number": Trouble(code=21211),
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
        for _ in range(2):
            await channel.send(due(LIST))

    assert [sent.kind for sent in twilio.sent] == ["list", "text", "list"]


async def test_a_content_is_kept_when_the_person_is_to_blame(twilio: FakeTwilio, channel: TwilioChannel) -> None:
    await channel.send(due(LIST))
    twilio.trouble(Trouble(code=21610), Trouble(code=21610))
    with pytest.raises(SendRefusedError):
        await channel.send(due(LIST))
    await channel.send(due(LIST))

    assert [sent.kind for sent in twilio.sent] == ["list", "list"]
    assert len(twilio.contents) == 1


class LostContents(MemoryContents):
    """Knows a content that Twilio does not have; cannot forget."""

    async def find(self, key: str) -> str | None:
        return f"HX{key[:32]}"

    async def forget(self, key: str) -> None:
        raise DatabaseUnavailableError(f"{key} stays")


async def test_a_content_that_cannot_be_forgotten_harms_no_message(twilio: FakeTwilio) -> None:
    async with sending(twilio, contents=LostContents()) as channel:
        sid = await channel.send(due(LIST))

    assert [(sid, "text")] == [(sent.sid, sent.kind) for sent in twilio.sent]


@pytest.mark.parametrize("at", ["messages", "content"])
async def test_numbered_text_is_named_in_the_log(
    twilio: FakeTwilio, channel: TwilioChannel, at: Literal["messages", "content"]
) -> None:
    twilio.trouble(Trouble(code=21655), at=at)

    with capture_logs() as logs:
        await channel.send(due(LIST))

    assert [("content.fallback", "warning")] == [(line["event"], line["log_level"]) for line in logs]
    assert "21655" in logs[0]["reason"]
    assert PHONE[1:] not in str(logs)


async def test_an_account_that_is_refused_is_not_asked_twice(twilio: FakeTwilio, channel: TwilioChannel) -> None:
    twilio.trouble(Trouble(status=401, code=20003))

    with pytest.raises(SendRefusedError):
        await channel.send(due(LIST))

    assert twilio.calls == ["content", "messages"]


async def test_a_message_that_takes_too_long_is_unknown(twilio: FakeTwilio) -> None:
    twilio.trouble(HANG)
    async with sending(twilio, read_seconds=60, total_seconds=0.3) as channel, asyncio.timeout(5):
        with pytest.raises(SendUnknownError):
            await channel.send(due(TEXT))

    assert len(twilio.sent) == 1


async def test_a_content_that_takes_too_long_leaves_time_for_numbered_text(twilio: FakeTwilio) -> None:
    twilio.trouble(HANG, at="content")
    async with sending(twilio, read_seconds=60, total_seconds=2) as channel, asyncio.timeout(5):
        await channel.send(due(LIST))

    assert [sent.kind for sent in twilio.sent] == ["text"]


async def test_all_calls_of_a_send_share_their_time(twilio: FakeTwilio) -> None:
    twilio.trouble(HANG, at="content")
    twilio.trouble(HANG)
    async with sending(twilio, read_seconds=60, total_seconds=0.6) as channel, asyncio.timeout(5):
        with pytest.raises(SendUnknownError):
            await channel.send(due(LIST))

    assert twilio.calls == ["content", "messages"]


class FrozenContents(MemoryContents):
    """A database that does not answer, and does not let go either: asyncpg waits until its server confirms that."""

    def __init__(self) -> None:
        super().__init__()
        self.thawed = asyncio.Event()

    async def find(self, key: str) -> str | None:
        with suppress(asyncio.CancelledError):
            await self.thawed.wait()
        await self.thawed.wait()
        return await super().find(key)


async def test_a_frozen_database_leaves_time_for_numbered_text(twilio: FakeTwilio) -> None:
    contents = FrozenContents()
    async with sending(twilio, contents=contents, total_seconds=1) as channel, asyncio.timeout(5):
        await channel.send(due(LIST))
    contents.thawed.set()

    assert [sent.kind for sent in twilio.sent] == ["text"]


async def test_a_message_for_which_no_time_is_left_is_deferred(twilio: FakeTwilio) -> None:
    async with sending(twilio, total_seconds=0) as channel:
        with pytest.raises(SendDeferredError):
            await channel.send(due(LIST))

    assert twilio.calls == []


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


@pytest.mark.parametrize(
    ("asked", "expected"), [("86400", 900), ("Wed, 21 Oct 2026 07:28:00 GMT", None), ("soon", None)]
)
async def test_no_wait_is_longer_than_our_own_longest(
    twilio: FakeTwilio, channel: TwilioChannel, asked: str, expected: float | None
) -> None:
    twilio.trouble(Trouble(status=429, code=20429, retry_after=asked))

    with pytest.raises(SendDeferredError) as caught:
        await channel.send(due(TEXT))

    assert caught.value.retry_after == expected


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
    assert caught.value.account == (trouble.code in ACCOUNT_CODES)


async def test_refused_for_good_is_refused_as_text_too(twilio: FakeTwilio, channel: TwilioChannel) -> None:
    twilio.trouble(Trouble(code=21610), Trouble(code=21610))

    with pytest.raises(SendRefusedError) as caught:
        await channel.send(due(LIST))

    assert caught.value.provider_code == "21610"


async def test_a_redirect_gets_no_credentials(twilio: FakeTwilio, channel: TwilioChannel) -> None:
    async with FakeTwilio() as elsewhere:
        twilio.trouble(Trouble(status=307, location=f"{elsewhere.url}/2010-04-01/Accounts/{ACCOUNT}/Messages.json"))
        with pytest.raises(SendRefusedError):
            await channel.send(due(TEXT))

        assert elsewhere.sent == []


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
        [event] = channel.parse(callback)

    assert (event.provider_message_id, getattr(event, "reply_id", None)) == (sid, "7f3a:1/2 é")


async def test_asks_for_no_status_without_a_public_address(twilio: FakeTwilio, channel: TwilioChannel) -> None:
    await channel.send(due(TEXT))

    assert [sent.status_callback for sent in twilio.sent] == [None]


async def test_typing_names_the_message(twilio: FakeTwilio, channel: TwilioChannel) -> None:
    sid = "SM" + "0" * 32

    assert await channel.show_typing(sid) is True
    assert twilio.typing == [sid]
    assert twilio.sent == []


@pytest.mark.parametrize(
    "trouble", [*DEFERRED.values(), *UNKNOWN.values(), *REFUSED.values()], ids=[*DEFERRED, *UNKNOWN, *REFUSED]
)
async def test_typing_never_fails(twilio: FakeTwilio, channel: TwilioChannel, trouble: Trouble) -> None:
    twilio.trouble(trouble, at="typing")

    assert await channel.show_typing("SM" + "0" * 32) is (trouble == NO_JSON)


async def test_typing_for_what_is_no_message_is_not_shown(channel: TwilioChannel) -> None:
    assert await channel.show_typing("form-1") is False


async def test_typing_after_the_end_is_not_shown(twilio: FakeTwilio) -> None:
    async with sending(twilio) as channel:
        pass

    assert await channel.show_typing("SM" + "0" * 32) is False


ADDRESSES = {
    "https://api.twilio.com": "messaging.twilio.com",
    "https://api.twilio.com/": "messaging.twilio.com",
    "https://api.dublin.ie1.twilio.com": "messaging.dublin.ie1.twilio.com",
    "https://api.nottwilio.com": "api.nottwilio.com",
    "https://api.twilio.com.evil.example": "api.twilio.com.evil.example",
    "https://proxy.example/twilio": "proxy.example",
}


@pytest.mark.parametrize(("api_url", "host"), ADDRESSES.items(), ids=ADDRESSES)
async def test_typing_is_shown_at_the_configured_address_or_beside_it(api_url: str, host: str) -> None:
    client = Addressed()
    channel = TwilioChannel(
        account_sid=ACCOUNT, auth_token=TOKEN, number=NUMBER, api_url=api_url,
        content_url="https://content.example", public_url=None, contents=MemoryContents(), client=client,
    )  # fmt: skip
    await channel.show_typing("SM" + "0" * 32)

    assert client.hosts == [host]


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
