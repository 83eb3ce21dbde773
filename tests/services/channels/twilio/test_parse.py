"""What Twilio posts becomes events: one case per file of tests/payloads/twilio."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from errors import BadRequestError
from messages import InboundMessage, StatusUpdate
from tests.fakes.twilio import text
from tests.services.channels.twilio.channels import URL, offline, request

CASES = {path.stem: json.loads(path.read_text()) for path in sorted(Path("tests/payloads/twilio").glob("*.json"))}
MESSAGES = {name: case for name, case in CASES.items() if "messages" in case}
STATUSES = {name: case for name, case in CASES.items() if "statuses" in case}


def posted(form: dict[str, str]) -> bytes:
    return urlencode(form).encode()


@pytest.mark.parametrize("case", MESSAGES.values(), ids=MESSAGES)
def test_message(case: dict[str, Any]) -> None:
    raw = {name: value.replace("\0", "") for name, value in case["form"].items()}
    expected = [InboundMessage(channel="twilio", raw=raw, **message) for message in case["messages"]]

    assert expected == offline().parse(request(posted(case["form"])))


@pytest.mark.parametrize("case", STATUSES.values(), ids=STATUSES)
def test_status(case: dict[str, Any]) -> None:
    expected = [StatusUpdate(channel="twilio", **status) for status in case["statuses"]]
    callback = request(posted(case["form"]), url=f"{URL}/status{case['query']}")

    assert expected == offline().parse(callback)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b'{"From": "whatsapp:+33612345678"}',
        b"Body=hi",
        b"From=&Body=hi",
        b"From=whatsapp:",
        b"&" * 5000,
    ],
    ids=lambda body: repr(body[:20]),
)
def test_a_form_of_nobody_is_malformed(body: bytes) -> None:
    with pytest.raises(BadRequestError):
        offline().parse(request(body))


@pytest.mark.parametrize(
    "body", [b"MessageStatus=sent", b"MessageStatus=&MessageSid=SM1", b"MessageStatus=sent&MessageSid=" + b"S" * 3000],
    ids=["no id", "no status", "an overlong id"],
)  # fmt: skip
def test_a_status_of_nothing_is_malformed(body: bytes) -> None:
    with pytest.raises(BadRequestError):
        offline().parse(request(body))


@pytest.mark.parametrize("query", ["reply=a%00b", "reply=a\udcffb", "reply=a%00\ud800b"], ids=ascii)
def test_a_reply_id_can_be_stored(query: str) -> None:
    [event] = offline().parse(request(b"MessageStatus=sent&MessageSid=SM1", url=f"{URL}/status?{query}"))

    assert isinstance(event, StatusUpdate)
    assert event.reply_id == "ab"


def test_an_overlong_reply_id_is_none_of_ours() -> None:
    [event] = offline().parse(request(b"MessageStatus=sent&MessageSid=SM1", url=f"{URL}/status?reply={'a' * 3000}"))

    assert isinstance(event, StatusUpdate)
    assert event.reply_id is None


OVERLONG = "S" * 3000
FIELDS_OF_AN_INDEX = {
    "id": {"MessageSid": OVERLONG},
    "every id": dict.fromkeys(("MessageSid", "SmsMessageSid", "SmsSid"), OVERLONG),
    "phone": {"WaId": OVERLONG},
    "user id": {"ExternalUserId": f"FR.{OVERLONG}"},
    "quoted message": {"OriginalRepliedMessageSid": OVERLONG},
}


@pytest.mark.parametrize("fields", FIELDS_OF_AN_INDEX.values(), ids=FIELDS_OF_AN_INDEX)
def test_nothing_overlong_reaches_an_index(fields: dict[str, str]) -> None:
    form = posted(text("+33612345678", "bonjour", **fields))

    [first], [again] = (offline().parse(request(form)) for _ in range(2))

    assert isinstance(first, InboundMessage)
    assert first == again
    assert OVERLONG not in str((first.provider_message_id, first.sender, first.user_id, first.content))


@pytest.mark.parametrize("sender", ["S" * 161, "+" + "3" * 161, f"FR.{'S' * 161}"], ids=["name", "phone", "user id"])
def test_an_overlong_sender_is_malformed(sender: str) -> None:
    with pytest.raises(BadRequestError):
        offline().parse(request(posted(text(sender, "bonjour", WaId=""))))


def test_one_broken_character_loses_no_message() -> None:
    [event] = offline().parse(request(b"MessageSid=SM1&From=whatsapp:%2B33612345678&Body=%FFbonjour"))

    assert isinstance(event, InboundMessage)
    assert event.content == {"kind": "text", "text": "\N{REPLACEMENT CHARACTER}bonjour"}


def test_a_message_without_any_id_is_known_again() -> None:
    form = text("+33612345678", "bonjour", MessageSid="", SmsMessageSid="", SmsSid="")

    [first], [again] = (offline().parse(request(posted(form))) for _ in range(2))
    [other] = offline().parse(request(posted(form | {"Body": "au revoir"})))

    assert first == again
    assert first.provider_message_id != other.provider_message_id
