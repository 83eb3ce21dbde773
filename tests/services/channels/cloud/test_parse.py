"""Webhooks as Meta posts them, and the events that they are: one file per case in `tests/payloads/cloud`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, get_args

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from errors import BadRequestError
from messages import Event, InboundKind, InboundMessage
from tests.fakes.graph import signed, text, webhook
from tests.services.channels.cloud.channels import offline, request

CASES = {
    file.stem: json.loads(file.read_bytes())
    for file in sorted((Path(__file__).parents[3] / "payloads" / "cloud").glob("*.json"))
}

Json = dict[str, Any]


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_webhook_is_parsed_into_events(case: Json) -> None:
    events = parse(case["webhook"])

    originals = list(_objects(case["webhook"]))
    assert case["events"] == [_as_case(event, originals) for event in events]


def test_every_kind_has_a_case() -> None:
    events = [event for case in CASES.values() for event in case["events"]]

    assert set(get_args(InboundKind)) == {event["content"]["kind"] for event in events if "content" in event}


NO_OBJECTS = {
    "empty": b"",
    "a form": b"Body=Bonjour",
    "cut off": b'{"object": "whatsapp_business_account", "entry": [',
    "no number": b'{"entry": NaN}',
    "infinite": b'{"entry": -Infinity}',
    "a raw control character": b'{"entry": "\x00"}',
    "a list": b"[]",
    "a text": b'"entry"',
    "null": b"null",
    "no text": b"\xff\xfe\x00\x01",
    "bottomless lists": b"[" * 100_000,
    "bottomless objects": b'{"entry":' * 100_000,
}


@pytest.mark.parametrize("body", NO_OBJECTS.values(), ids=NO_OBJECTS)
def test_what_is_no_json_object_is_malformed(body: bytes) -> None:
    with pytest.raises(BadRequestError) as raised:
        parse(body)

    assert raised.value.status == 400


def _with_field(value: bytes) -> Callable[[bytes], bytes]:
    return lambda body: body.replace(b'"type"', b'"more": ' + value + b', "type"')


ODD: dict[str, Callable[[bytes], bytes]] = {
    "with a byte order mark": lambda body: b"\xef\xbb\xbf" + body,
    "with a broken character": lambda body: body.replace(b"Bonjour", b"Bonjour\xff"),
    "over several lines": lambda body: orjson.dumps(orjson.loads(body), option=orjson.OPT_INDENT_2),
    "with an endless number": _with_field(b"9" * 5000),
    "with an infinite number": _with_field(b"1e999"),
    "with objects nested too deeply": _with_field(b'{"a":' * 300 + b"1" + b"}" * 300),
    "with lists nested too deeply": _with_field(b"[" * 300 + b"]" * 300),
}


@pytest.mark.parametrize("change", ODD.values(), ids=ODD)
def test_an_odd_body_loses_no_message(change: Callable[[bytes], bytes]) -> None:
    body, _ = signed(webhook([text("+33600000001", "Bonjour")]))

    [event] = parse(change(body))

    assert isinstance(event, InboundMessage)
    assert event.content["text"].startswith("Bonjour")
    assert orjson.loads(orjson.dumps(event.raw)) == event.raw


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "application/x-www-form-urlencoded", ""])
def test_the_content_type_says_nothing(content_type: str) -> None:
    body, headers = signed(webhook([text("+33600000001", "Bonjour")]))

    assert len(offline().parse(request(body, headers | {"Content-Type": content_type}))) == 1


NO_IDS: dict[str, Json] = {
    "missing": {},
    "null": {"id": None},
    "blank": {"id": " "},
    "a flag": {"id": True},
    "an object": {"id": {"wamid": "1"}},
    "overlong": {"id": "w" * 3000},
}


@pytest.mark.parametrize("no_id", NO_IDS.values(), ids=NO_IDS)
def test_a_message_without_an_id_gets_one_that_comes_again(no_id: Json) -> None:
    item = {name: value for name, value in text("+33600000001", "Bonjour").items() if name != "id"} | no_id
    later = item | {"timestamp": "1792137601"}

    first, again, other = (event.provider_message_id for one in (item, item, later) for event in parse(webhook([one])))

    assert first == again != other
    assert 0 < len(first) < 100


OVERLONG = "w" * 3000
FIELDS_OF_AN_INDEX: dict[str, Json] = {
    "id": {"id": OVERLONG},
    "sender": {"from": OVERLONG},
    "user id": {"from_user_id": f"FR.{OVERLONG}"},
    "quoted message": {"context": {"id": OVERLONG}},
    "revoked message": {"type": "revoke", "revoke": {"original_message_id": OVERLONG}},
    "edited message": {
        "type": "edit",
        "edit": {"original_message_id": OVERLONG, "message": {"type": "text", "text": {"body": "Bonjour"}}},
    },
    "message reacted to": {"type": "reaction", "reaction": {"message_id": OVERLONG, "emoji": "👍"}},
    "new user id": {"type": "system", "system": {"type": "user_changed_user_id", "user_id": OVERLONG}},
    "new number": {"type": "system", "system": {"type": "user_changed_number", "wa_id": OVERLONG}},
}


@pytest.mark.parametrize("fields", FIELDS_OF_AN_INDEX.values(), ids=FIELDS_OF_AN_INDEX)
def test_nothing_overlong_reaches_an_index(fields: Json) -> None:
    [event] = parse(webhook([text("+33600000001", "Bonjour") | fields], contacts=[{"wa_id": "33600000001"}]))

    assert isinstance(event, InboundMessage)
    assert OVERLONG not in str((event.provider_message_id, event.sender, event.user_id, event.content))


def test_a_new_number_in_a_text_is_only_a_text() -> None:
    system = {"type": "user_changed_number", "wa_id": "33700000009"}
    forged = text("+33600000001", "x", from_user_id=None, system=system)

    [event] = parse(webhook([forged], contacts=[]))

    assert isinstance(event, InboundMessage)
    assert (event.user_id, event.content) == (None, {"kind": "text", "text": "x"})


def test_a_message_of_nobody_is_named_in_the_log() -> None:
    nobody = {"id": "wamid.nobody", "type": "text", "text": {"body": "Secret"}}

    with capture_logs() as logs:
        assert parse(webhook([nobody], contacts=[])) == []

    assert ["wamid.nobody"] == [line["message_id"] for line in logs]
    assert "Secret" not in str(logs)


NAMES = st.sampled_from((
    "id", "type", "from", "from_user_id", "user_id", "wa_id", "profile", "name", "timestamp", "context", "referral",
    "text", "body", "interactive", "button_reply", "button", "image", "audio", "location", "latitude", "contacts",
    "reaction", "system", "edit", "message", "original_message_id", "status", "sent", "errors", "code",
))  # fmt: skip
TEXTS = NAMES | st.text(st.characters())
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS
JUNK = st.lists(
    st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=6)),
    max_size=3,
)


@given(messages=JUNK, contacts=JUNK, statuses=JUNK)
def test_no_junk_harms_its_neighbour(messages: list[Any], contacts: list[Any], statuses: list[Any]) -> None:
    neighbour = text("+33600000001", "Bonjour")

    events = parse(webhook([*messages, neighbour], contacts=contacts, statuses=statuses))

    assert neighbour in [event.raw for event in events if isinstance(event, InboundMessage)]
    assert orjson.dumps(events)


def parse(content: Json | bytes) -> list[Event]:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return list(offline().parse(request(body)))


def _objects(value: Any) -> Iterator[Json]:
    """Yield every object inside: the `raw` of an event is one of them, unless its case says how it was cleaned."""
    if isinstance(value, dict):
        yield value
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _objects(inner)


def _as_case(event: Event, originals: list[Json]) -> Json:
    """Write an event as the files do: without what they all share, and without a `raw` that is untouched."""
    said = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in asdict(event).items()}
    assert said.pop("channel") == "cloud"
    if not isinstance(event, InboundMessage):
        return {"event": "status"} | said
    assert said.pop("kind") == event.content["kind"]
    assert said.pop("received_at") is None
    if event.raw in originals:
        del said["raw"]
    return {"event": "message"} | said
