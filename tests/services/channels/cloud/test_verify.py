"""Signatures and the subscription."""

from __future__ import annotations

import pytest

from errors import BadSignatureError
from tests.fakes.graph import SECRET, VERIFY_TOKEN, sign
from tests.services.channels.cloud.channels import offline, request

BODY = '{"entry": [], "é": "\\u00e9 👷"}\n'.encode()
HEADER = "X-Hub-Signature-256"

SIGNED: dict[str, tuple[bytes, dict[str, str]]] = {
    "a body": (BODY, {HEADER: sign(BODY)}),
    "an empty body": (b"", {HEADER: sign(b"")}),
    "bytes that are no text": (b"\xff\x00", {HEADER: sign(b"\xff\x00")}),
    "a header in lower case": (BODY, {HEADER.lower(): sign(BODY)}),
}

UNSIGNED: dict[str, dict[str, str]] = {
    "nothing": {},
    "an empty header": {HEADER: ""},
    "another header": {"X-Hub-Signature": sign(BODY)},
    "another secret": {HEADER: sign(BODY, "another")},
    "another body": {HEADER: sign(BODY + b" ")},
    "the same JSON in other bytes": {HEADER: sign(BODY.strip())},
    "no algorithm": {HEADER: sign(BODY).removeprefix("sha256=")},
    "another algorithm": {HEADER: sign(BODY).replace("sha256", "sha1")},
    "half of it": {HEADER: sign(BODY)[:39]},
    "more than it": {HEADER: sign(BODY) + "00"},
    "other characters": {HEADER: "sha256=é\udcff"},
}


@pytest.mark.parametrize(("body", "headers"), SIGNED.values(), ids=SIGNED)
def test_accepts_what_meta_signed(body: bytes, headers: dict[str, str]) -> None:
    offline().verify(request(body, headers))


def test_signs_as_meta_documents() -> None:
    known = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"

    offline("It's a Secret to Everybody").verify(request(b"Hello, World!", {HEADER: known}))


@pytest.mark.parametrize("headers", UNSIGNED.values(), ids=UNSIGNED)
def test_refuses_what_meta_did_not_sign(headers: dict[str, str]) -> None:
    with pytest.raises(BadSignatureError) as raised:
        offline().verify(request(BODY, headers))

    assert sign(BODY).removeprefix("sha256=") not in str(raised.value)


@pytest.mark.parametrize("secret", [None, ""])
def test_refuses_everything_without_a_secret(secret: str | None) -> None:
    with pytest.raises(BadSignatureError):
        offline(secret).verify(request(BODY, {HEADER: sign(BODY, "")}))


QUERY = {"hub.mode": "subscribe", "hub.verify_token": VERIFY_TOKEN, "hub.challenge": "1158201444"}

ANSWERS: dict[str, tuple[dict[str, str], str | None]] = {
    "Meta": ({}, "1158201444"),
    "a challenge that is no number": ({"hub.challenge": "<b>é&</b>"}, "<b>é&</b>"),
    "another mode": ({"hub.mode": "unsubscribe"}, None),
    "another token": ({"hub.verify_token": "another"}, None),
    "a longer token": ({"hub.verify_token": VERIFY_TOKEN + "x"}, None),
    "an odd token": ({"hub.verify_token": "é"}, None),
    "an empty token": ({"hub.verify_token": ""}, None),
}


@pytest.mark.parametrize(("changes", "expected"), ANSWERS.values(), ids=ANSWERS)
def test_answers_the_challenge_to_meta_only(changes: dict[str, str], expected: str | None) -> None:
    assert expected == offline().verify_subscription(QUERY | changes)


@pytest.mark.parametrize("missing", QUERY)
def test_answers_no_incomplete_subscription(missing: str) -> None:
    query = {name: value for name, value in QUERY.items() if name != missing}

    assert offline().verify_subscription(query) is None


@pytest.mark.parametrize("token", [None, ""])
def test_answers_nobody_without_a_token(token: str | None) -> None:
    assert offline(SECRET, token).verify_subscription(QUERY | {"hub.verify_token": token or ""}) is None
