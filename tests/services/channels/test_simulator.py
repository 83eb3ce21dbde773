"""What the simulator's page posts becomes events; its replies go nowhere."""

from __future__ import annotations

import json
from typing import Any

import pytest
from multidict import CIMultiDict

from errors import BadRequestError
from messages import InboundMessage, OutgoingPart, Part, WebhookRequest
from services.channels.simulator import SimulatorChannel

SAID = {"id": "1", "phone": "+33600000001", "text": "Bonjour"}
OVERLONG = "1" * 3000


def request(body: bytes, content_type: str = "application/json") -> WebhookRequest:
    return WebhookRequest(body=body, headers=CIMultiDict({"Content-Type": content_type}), url="http://127.0.0.1/")


def parse(**fields: Any) -> InboundMessage:
    [event] = SimulatorChannel().parse(request(json.dumps(SAID | fields).encode()))
    assert isinstance(event, InboundMessage)
    return event


TAP = {"action_id": "projects_1", "title": "Tour Horizon", "reply_to": "sim.7", "text": ""}

READ: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "a text": ({}, {"kind": "text", "text": "Bonjour"}),
    "a tap": (TAP, {"kind": "button", "action_id": "projects_1", "title": "Tour Horizon", "reply_to": "sim.7"}),
    "NUL in a text": ({"text": "Bon\0jour"}, {"kind": "text", "text": "Bonjour"}),
    "NUL in an action id": (TAP | {"action_id": "projects\0_1"}, {"kind": "button", **TAP} | {"text": None}),
    "an overlong reference": ({"reply_to": OVERLONG}, {"kind": "text", "text": "Bonjour"}),
    "an answer": ({"reply_to": "sim.7"}, {"kind": "text", "text": "Bonjour", "reply_to": "sim.7"}),
    "a photo": (
        {"text": None, "media": {"id": "1.png", "mime_type": "image/png", "filename": "a.png"}, "caption": "Le mur"},
        {
            "kind": "image",
            "media": [{"id": "1.png", "mime_type": "image/png", "filename": "a.png", "caption": "Le mur"}],
        },
    ),
    "a voice message": (
        {"text": None, "media": {"id": "1.m4a", "mime_type": "audio/mp4", "voice": True}},
        {"kind": "voice", "media": [{"id": "1.m4a", "mime_type": "audio/mp4", "voice": True}]},
    ),
    "a sound": (
        {"text": None, "media": {"id": "1.mp3", "mime_type": "audio/mpeg", "voice": False}},
        {"kind": "audio", "media": [{"id": "1.mp3", "mime_type": "audio/mpeg"}]},
    ),
    "a document": (
        {"text": None, "media": {"id": "1.bin", "mime_type": "application/x-executable"}},
        {"kind": "document", "media": [{"id": "1.bin", "mime_type": "application/x-executable"}]},
    ),
    "a place": (
        {"text": None, "location": {"latitude": 48.8, "longitude": -2, "name": "Gare", "address": ""}},
        {"kind": "location", "location": {"latitude": 48.8, "longitude": -2, "name": "Gare"}},
    ),
    "a reaction": (
        {"text": None, "reaction": {"emoji": "👍", "message_id": "sim.7"}},
        {"kind": "reaction", "reaction": {"emoji": "👍", "message_id": "sim.7"}},
    ),
    "a reaction that is taken back": (
        {"text": None, "reaction": {"emoji": "", "message_id": "sim.7"}},
        {"kind": "reaction", "reaction": {"emoji": "", "message_id": "sim.7"}},
    ),
}


@pytest.mark.parametrize(("fields", "content"), READ.values(), ids=READ)
def test_a_message_is_read(fields: dict[str, Any], content: dict[str, Any]) -> None:
    message = parse(**fields)

    assert message.content == {name: value for name, value in content.items() if value}
    assert (message.kind, message.sender) == (content["kind"], "+33600000001")
    assert message.provider_message_id == "sim.1"


SENDERS: dict[str, tuple[dict[str, Any], str, str | None]] = {
    "a phone": ({}, "+33600000001", None),
    "a phone and a user id": ({"user_id": "FR.1a2b"}, "+33600000001", "FR.1a2b"),
    "a user id alone": ({"phone": "FR.1a2b"}, "FR.1a2b", "FR.1a2b"),
    "a user id that is none": ({"user_id": "Marie"}, "+33600000001", None),
}


@pytest.mark.parametrize(("fields", "sender", "user_id"), SENDERS.values(), ids=SENDERS)
def test_somebody_wrote_it(fields: dict[str, Any], sender: str, user_id: str | None) -> None:
    message = parse(**fields)

    assert (message.sender, message.user_id, message.content.get("user_id")) == (sender, user_id, user_id)


def test_a_batch_is_read_in_its_order() -> None:
    batch = {"messages": [SAID | {"id": name} for name in "ab"]}
    events = SimulatorChannel().parse(request(json.dumps(batch).encode()))

    assert [event.provider_message_id for event in events] == ["sim.a", "sim.b"]


def _said(**fields: Any) -> bytes:
    return json.dumps({"id": "1", "phone": "+33600000001"} | fields).encode()


MALFORMED = {
    "a file without an id": _said(media={"mime_type": "image/png"}),
    "a file without a type": _said(media={"id": "1.png"}),
    "a place without a number": _said(location={"latitude": "48", "longitude": 2}),
    "a place beyond the pole": _said(location={"latitude": 91, "longitude": 2}),
    "a place at no number": b'{"id": "1", "phone": "+33600000001", "location": {"latitude": NaN, "longitude": 2}}',
    "a reaction to nothing": _said(reaction={"emoji": "👍"}),
    "an empty batch": json.dumps({"messages": []}).encode(),
    "an endless batch": json.dumps({"messages": [SAID] * 101}).encode(),
    "one bad message in a batch": json.dumps({"messages": [SAID, {}]}).encode(),
    "a batch of words": json.dumps({"messages": ["Bonjour"]}).encode(),
    "no JSON": b"text=Bonjour",
    "no object": b"[]",
    "no id": json.dumps(SAID | {"id": ""}).encode(),
    "an id of nothing but NUL": json.dumps(SAID | {"id": "\0"}).encode(),
    "an id that is no text": json.dumps(SAID | {"id": 1}).encode(),
    "a lone surrogate in the id": json.dumps(SAID | {"id": "\ud800"}).encode(),
    "a lone surrogate in the text": json.dumps(SAID | {"text": "\ud800"}).encode(),
    "no phone": json.dumps(SAID | {"phone": "Marie"}).encode(),
    "nothing said": json.dumps(SAID | {"text": ""}).encode(),
    "nothing but NUL said": json.dumps(SAID | {"text": "\0"}).encode(),
}


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED)
def test_what_cannot_be_read_is_malformed(body: bytes) -> None:
    with pytest.raises(BadRequestError):
        SimulatorChannel().parse(request(body))


def test_an_id_is_cleaned() -> None:
    assert parse(id="a\0b").provider_message_id == "sim.ab"


def test_overlong_ids_stay_apart_and_fit_an_index() -> None:
    first, again, other = (parse(id=OVERLONG + end).provider_message_id for end in ("a", "a", "b"))

    assert first == again != other
    assert len(first) < 100


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/x-www-form-urlencoded"])
def test_only_json_is_taken(content_type: str) -> None:
    with pytest.raises(BadRequestError):
        SimulatorChannel().verify(request(b"{}", content_type))


async def test_everything_is_taken() -> None:
    outgoing = OutgoingPart(reply_id="reply-1", recipient="+33600000001", part=Part(kind="text", text="Bonjour"))

    assert await SimulatorChannel().send(outgoing) == "sim.reply-1"


async def test_typing_is_not_shown() -> None:
    assert await SimulatorChannel().show_typing("sim.1") is False
