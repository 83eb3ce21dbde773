"""Sending to the fake Graph API, which checks what the real one checks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from errors import SendDeferredError, SendError, SendRefusedError, SendUnknownError
from messages import Media, Option, OutgoingPart, Part
from services.channels.cloud import CloudChannel
from services.channels.rendering import render
from tests.fakes.graph import (
    DROP,
    HANG,
    NO_ID,
    NO_JSON,
    PHONE_NUMBER_ID,
    SECRET,
    TOKEN,
    VERSION,
    FakeGraph,
    Sent,
    Trouble,
)
from tests.services.channels.cloud.channels import sending

PHONE = "+33612345678"
TEXT = Part(kind="text", text="Bonjour 👷 https://relais.example")
BUTTONS = Part(
    kind="buttons",
    text="Que voulez-vous faire ?",
    options=(Option(id="view_sites_fr", title="Mes chantiers"), Option(id="talk_team_fr", title="L'équipe")),
)
LIST = Part(
    kind="list",
    text="Vos chantiers :",
    options=(Option(id="projects_1", title="Tour Horizon", description="Lyon"), Option(id="projects_2", title="Gare")),
    list_button="Choisir",
)
IMAGE = Part(kind="media", text="Le plan", media=Media(kind="image", url="https://files.example/plan.png"))
DOCUMENT = Part(
    kind="media",
    text="Signé",
    media=Media(kind="document", url="https://files.example/1.pdf", mime_type="application/pdf", filename="devis.pdf"),
)
SOUND = Part(kind="media", text="Écoutez", media=Media(kind="audio", url="https://files.example/1.ogg", filename="a"))

SHOWN = {
    "text": (TEXT, Sent(id="", to=PHONE, kind="text", body=TEXT.text)),
    "longest text": (replace(TEXT, text="é" * 4096), Sent(id="", to=PHONE, kind="text", body="é" * 4096)),
    "buttons": (
        BUTTONS,
        Sent(
            id="", to=PHONE, kind="buttons", body=BUTTONS.text,
            options=(("view_sites_fr", "Mes chantiers", ""), ("talk_team_fr", "L'équipe", "")),
        ),
    ),
    "list": (
        LIST,
        Sent(
            id="", to=PHONE, kind="list", body=LIST.text, button="Choisir",
            options=(("projects_1", "Tour Horizon", "Lyon"), ("projects_2", "Gare", "")),
        ),
    ),
    "image": (IMAGE, Sent(id="", to=PHONE, kind="media", body="Le plan", media_url="https://files.example/plan.png")),
    "image without a caption": (
        replace(IMAGE, text=""),
        Sent(id="", to=PHONE, kind="media", media_url="https://files.example/plan.png"),
    ),
    "video": (
        replace(IMAGE, media=Media(kind="video", url="https://files.example/1.mp4")),
        Sent(id="", to=PHONE, kind="media", body="Le plan", media_url="https://files.example/1.mp4"),
    ),
    "document": (
        DOCUMENT,
        Sent(
            id="", to=PHONE, kind="media", body="Signé", media_url="https://files.example/1.pdf", filename="devis.pdf"
        ),
    ),
    "sound has no caption": (SOUND, Sent(id="", to=PHONE, kind="media", media_url="https://files.example/1.ogg")),
}  # fmt: skip

LATER = (2, 4, 80007, 130429, 131000, 131016, 131048, 131053, 131056, 133016)
ACCOUNT = (10, 190, 200, 299, 368, 131031)
MESSAGE = (100, 130472, 131009, 131026, 131047, 131051, 132000, 132001, 132016)

DEFERRED = {
    **{f"code {code}": Trouble(code=code) for code in LATER},
    "429": Trouble(status=429),
    "500 of Meta's own": Trouble(status=500, code=1),
    "503": Trouble(status=503),
    "503 of Meta's own": Trouble(status=503, code=131016),
    "502 with a reason to wait": Trouble(status=502, code=131016),
}
UNKNOWN = {
    "no answer": HANG,
    "dropped": DROP,
    "no json": NO_JSON,
    "no id": NO_ID,
    **{f"{status} of a gateway": Trouble(status=status, accepted=True) for status in (408, 500, 502, 504, 520)},
    "502 with any code": Trouble(status=502, code=1, accepted=True),
}
REFUSED = {
    **{f"code {code}": Trouble(code=code) for code in (*ACCOUNT, *MESSAGE)},
    "400": Trouble(status=400),
    "404 without json": Trouble(how="no_json", status=404),
    "redirected": Trouble(status=307),
}


def due(part: Part, recipient: str = PHONE, reply_id: str = "reply-1") -> OutgoingPart:
    return OutgoingPart(reply_id=reply_id, recipient=recipient, part=part)


@pytest.fixture
async def graph() -> AsyncIterator[FakeGraph]:
    async with FakeGraph() as fake:
        yield fake


@pytest.fixture
async def channel(graph: FakeGraph) -> AsyncIterator[CloudChannel]:
    async with sending(graph) as channel:
        yield channel


@pytest.mark.parametrize(("part", "expected"), SHOWN.values(), ids=SHOWN)
async def test_the_person_sees_the_part(graph: FakeGraph, channel: CloudChannel, part: Part, expected: Sent) -> None:
    wamid = await channel.send(due(part))

    assert [replace(expected, id=wamid, reply_id="reply-1")] == [replace(sent, payload={}) for sent in graph.sent]


@pytest.mark.parametrize("count", [1, 3, 4, 10, 11])
async def test_whatever_is_rendered_is_taken(graph: FakeGraph, channel: CloudChannel, count: int) -> None:
    options = [Option(id=f"{'i' * 190}_{number}", title="T" * 60, description="D" * 90) for number in range(count)]

    for part in render("mot " * 1500, options, "Choisissez votre chantier", channel.limits):
        await channel.send(due(part))

    assert graph.calls == len(graph.sent) > 1


ADDRESSES = {
    "phone": (PHONE, {"to": "33612345678"}),
    "mexican phone": ("+5215512345678", {"to": "5215512345678"}),
    "phone of no known country": ("99912345678", {"to": "99912345678"}),
    "user id": ("FR.4566546130240823", {"recipient": "FR.4566546130240823"}),
    "user id of an enterprise": ("US.ENT.abc123", {"recipient": "US.ENT.abc123"}),
}


@pytest.mark.parametrize(("recipient", "expected"), ADDRESSES.values(), ids=ADDRESSES)
async def test_addresses_a_phone_or_a_user_id(
    graph: FakeGraph, channel: CloudChannel, recipient: str, expected: dict[str, str]
) -> None:
    await channel.send(due(TEXT, recipient))

    [sent] = graph.sent
    assert expected == {name: sent.payload[name] for name in ("to", "recipient") if name in sent.payload}


async def test_a_link_in_a_text_is_not_previewed(graph: FakeGraph, channel: CloudChannel) -> None:
    await channel.send(due(TEXT))

    assert [sent.payload["text"]["preview_url"] for sent in graph.sent] == [False]


@pytest.mark.parametrize("trouble", DEFERRED.values(), ids=DEFERRED)
async def test_trouble_that_passes_is_deferred(graph: FakeGraph, channel: CloudChannel, trouble: Trouble) -> None:
    graph.trouble(trouble)

    with pytest.raises(SendDeferredError) as raised:
        await channel.send(due(TEXT))

    assert raised.value.provider_code == (str(trouble.code) if trouble.code else None)
    assert raised.value.retry_after is None


@pytest.mark.parametrize("trouble", [Trouble(status=429, retry_after=7), Trouble(code=130429, retry_after=7)], ids=str)
async def test_waits_as_long_as_meta_says(graph: FakeGraph, channel: CloudChannel, trouble: Trouble) -> None:
    graph.trouble(trouble)

    with pytest.raises(SendDeferredError) as raised:
        await channel.send(due(TEXT))

    assert raised.value.retry_after == 7


WAITS: dict[str, tuple[str, float | None]] = {
    "seconds": ("7", 7),
    "not at all": ("0", 0),
    "a day": ("86400", 900),
    "for ever": ("9" * 400, 900),
    "a date": ("Wed, 21 Oct 2026 07:28:00 GMT", None),
    "rubbish": ("soon", None),
    "a negative number": ("-5", None),
    "no number": ("nan", None),
    "nothing": ("", None),
}


@pytest.mark.parametrize(("asked", "expected"), WAITS.values(), ids=WAITS)
async def test_no_wait_is_longer_than_our_own_longest(
    graph: FakeGraph, channel: CloudChannel, asked: str, expected: float | None
) -> None:
    graph.trouble(Trouble(status=429, retry_after=asked))

    with pytest.raises(SendDeferredError) as raised:
        await channel.send(due(TEXT))

    assert raised.value.retry_after == expected


@pytest.mark.parametrize("trouble", UNKNOWN.values(), ids=UNKNOWN)
async def test_a_send_without_an_answer_is_unknown(graph: FakeGraph, channel: CloudChannel, trouble: Trouble) -> None:
    graph.trouble(trouble)

    with pytest.raises(SendUnknownError):
        await channel.send(due(TEXT))

    assert len(graph.sent) == 1


async def test_an_answer_that_takes_too_long_is_unknown(graph: FakeGraph) -> None:
    graph.trouble(HANG)
    async with sending(graph, read_seconds=60, total_seconds=0.3) as channel, asyncio.timeout(5):
        with pytest.raises(SendUnknownError):
            await channel.send(due(TEXT))

    assert len(graph.sent) == 1


@pytest.mark.parametrize("trouble", REFUSED.values(), ids=REFUSED)
async def test_trouble_that_stays_is_refused(graph: FakeGraph, channel: CloudChannel, trouble: Trouble) -> None:
    graph.trouble(trouble)

    with pytest.raises(SendRefusedError) as raised:
        await channel.send(due(TEXT))

    assert raised.value.provider_code == (str(trouble.code) if trouble.code else None)
    assert raised.value.account == (trouble.code in ACCOUNT)
    assert ("about the account" in str(raised.value)) == raised.value.account


INVALID = {
    "an empty text": replace(TEXT, text=""),
    "a text too long": replace(TEXT, text="é" * 4097),
    "a title too long": replace(BUTTONS, options=(Option(id="1", title="t" * 21),)),
    "no options": replace(LIST, options=()),
    "a link that is none": replace(IMAGE, media=Media(kind="image", url="plan.png")),
}


@pytest.mark.parametrize("part", INVALID.values(), ids=INVALID)
async def test_what_meta_does_not_take_is_refused(graph: FakeGraph, channel: CloudChannel, part: Part) -> None:
    with pytest.raises(SendRefusedError) as raised:
        await channel.send(due(part))

    assert raised.value.provider_code == "131009"
    assert graph.sent == []


async def test_nobody_there_is_deferred(unused_tcp_port: int) -> None:
    async with sending(f"http://127.0.0.1:{unused_tcp_port}") as channel:
        with pytest.raises(SendDeferredError):
            await channel.send(due(TEXT))


async def test_another_token_is_refused(graph: FakeGraph) -> None:
    async with sending(graph, token="EAAanother") as channel:
        with pytest.raises(SendRefusedError) as raised:
            await channel.send(due(TEXT))

    assert raised.value.provider_code == "190"


async def test_another_number_is_refused(graph: FakeGraph) -> None:
    async with sending(graph, phone_number_id="1") as channel:
        with pytest.raises(SendRefusedError) as raised:
            await channel.send(due(TEXT))

    assert raised.value.provider_code == "100"


ALL_TROUBLE = DEFERRED | UNKNOWN | REFUSED


@pytest.mark.parametrize("trouble", ALL_TROUBLE.values(), ids=ALL_TROUBLE)
async def test_the_token_and_the_person_are_in_no_error(
    graph: FakeGraph, channel: CloudChannel, trouble: Trouble
) -> None:
    graph.trouble(trouble)

    with pytest.raises(SendError) as raised:
        await channel.send(due(TEXT))

    said = f"{raised.value!r} {raised.value.__cause__!r} {vars(raised.value)} {vars(channel)}"
    assert TOKEN not in said
    assert PHONE[1:] not in said


async def test_the_token_follows_no_redirect(graph: FakeGraph, channel: CloudChannel) -> None:
    async with FakeGraph() as elsewhere:
        graph.trouble(Trouble(status=307, location=f"{elsewhere.url}/{VERSION}/1/messages"))
        with pytest.raises(SendRefusedError):
            await channel.send(due(TEXT))

        assert elsewhere.calls == 0


async def test_typing_marks_the_message_as_read(graph: FakeGraph, channel: CloudChannel) -> None:
    graph.known.add("wamid.1")

    assert await channel.show_typing("wamid.1") is True
    assert graph.read == ["wamid.1"]
    assert graph.sent == []


@pytest.mark.parametrize("trouble", ALL_TROUBLE.values(), ids=ALL_TROUBLE)
async def test_typing_never_fails(graph: FakeGraph, channel: CloudChannel, trouble: Trouble) -> None:
    graph.known.add("wamid.1")
    graph.trouble(trouble, at="typing")

    shown = await channel.show_typing("wamid.1")

    assert shown == (trouble in (NO_JSON, NO_ID))


async def test_typing_after_the_end_is_not_shown(graph: FakeGraph) -> None:
    graph.known.add("wamid.1")
    async with sending(graph) as channel:
        pass

    assert await channel.show_typing("wamid.1") is False


async def test_typing_for_an_unknown_message_is_not_shown(channel: CloudChannel) -> None:
    assert await channel.show_typing("wamid.unknown") is False


async def test_closing_leaves_a_given_client_alone(graph: FakeGraph, channel: CloudChannel) -> None:
    await channel.close()
    await channel.send(due(TEXT))

    assert len(graph.sent) == 1


async def test_a_client_of_its_own_is_closed(graph: FakeGraph) -> None:
    channel = CloudChannel(
        phone_number_id=PHONE_NUMBER_ID,
        access_token=TOKEN,
        app_secret=SECRET,
        verify_token=None,
        graph_api_url=f"{graph.url}/",
        graph_api_version=VERSION,
    )
    await channel.send(due(TEXT))
    await channel.close()

    with pytest.raises(RuntimeError, match="closed"):
        await channel.send(due(TEXT))
