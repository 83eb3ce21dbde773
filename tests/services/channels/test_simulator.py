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
}


@pytest.mark.parametrize(("fields", "content"), READ.values(), ids=READ)
def test_a_message_is_read(fields: dict[str, Any], content: dict[str, Any]) -> None:
    message = parse(**fields)

    assert message.content == {name: value for name, value in content.items() if value}
    assert (message.kind, message.sender) == (content["kind"], "+33600000001")
    assert message.provider_message_id == "sim.1"


MALFORMED = {
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
