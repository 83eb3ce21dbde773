"""POST /webhook/whatsapp: the signature first, then the JSON, then the rows."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import pytest

from tests.conftest import OpenHouse
from tests.door.payloads import as_row, cases, stored_rows
from tests.door.servers import on_one_server
from tests.fakes.graph import sign, signed, text, webhook
from tests.house import House
from tests.phones import JEAN

pytestmark = on_one_server

CASES = cases("cloud")
LARGEST = 3 * 1024 * 1024
BODY, HEADERS = signed(webhook([text(JEAN, "Bonjour")]))


async def test_every_payload_becomes_exactly_its_rows(door: House) -> None:
    for name, case in CASES.items():
        await door.rows.run("delete from inbox")
        assert (await door.from_meta(case["webhook"])).status_code == 200, name

        expected = [as_row(event) for event in case["events"] if event["event"] == "message"]
        assert sorted(expected) == await stored_rows(door), name


FORGED = {
    "no signature": (BODY, {}),
    "an empty signature": (BODY, {"X-Hub-Signature-256": ""}),
    "another secret": (BODY, {"X-Hub-Signature-256": sign(BODY, "another-secret")}),
    "another body": (BODY + b" ", HEADERS),
    "another digest": (BODY, {"X-Hub-Signature-256": sign(BODY).replace("sha256=", "sha1=")}),
    "no hex": (BODY, {"X-Hub-Signature-256": "sha256=é"}),
    "no JSON either": (b"Body=Bonjour", HEADERS),
    "an empty body": (b"", {}),
}


@pytest.mark.parametrize(("body", "headers"), FORGED.values(), ids=FORGED)
async def test_what_is_not_signed_is_forbidden_without_a_word(
    door: House, body: bytes, headers: dict[str, str]
) -> None:
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    response = await door.http.post("/webhook/whatsapp", content=body, headers=raw)

    assert (response.status_code, response.content) == (403, b"")
    assert await door.rows.value("select count(*) from inbox") == 0


async def test_without_an_app_secret_nothing_is_believed(house_of: OpenHouse) -> None:
    async with house_of(role="door", whatsapp_app_secret=None) as door:
        for secret in ("", "None"):
            body, headers = signed(webhook([text(JEAN, "Bonjour")]), secret)
            assert (await door.http.post("/webhook/whatsapp", content=body, headers=headers)).status_code == 403


@pytest.mark.parametrize("body", [b"", b"Body=Bonjour", b'{"entry": [', b"[]", b"null"], ids=repr)
async def test_signed_but_no_json_object_is_malformed(door: House, body: bytes) -> None:
    _, headers = signed(body)

    assert (await door.http.post("/webhook/whatsapp", content=body, headers=headers)).status_code == 400


TYPES = ["application/json; charset=utf-8", "text/plain", "application/x-www-form-urlencoded", "image/png", "?"]


async def test_signed_json_is_read_whatever_its_content_type_says(door: House) -> None:
    for count, content_type in enumerate(TYPES, 1):
        body, headers = signed(webhook([text(JEAN, "Bonjour")]))
        headers["Content-Type"] = content_type
        assert (await door.http.post("/webhook/whatsapp", content=body, headers=headers)).status_code == 200
        assert await door.rows.value("select count(*) from inbox") == count, content_type


@pytest.mark.parametrize("chunked", [False, True], ids=["whole", "chunked"])
@pytest.mark.parametrize(("size", "status"), [(LARGEST, 200), (LARGEST + 1, 413)], ids=["largest", "one-byte-more"])
async def test_three_mebibytes_and_not_a_byte_more(door: House, size: int, status: int, chunked: bool) -> None:
    body, headers = signed(BODY.ljust(size))
    content = _pieces(body) if chunked else body
    response = await door.http.post("/webhook/whatsapp", content=content, headers=headers)

    assert response.status_code == status
    assert await door.rows.value("select count(*) from inbox") == (status == 200)


async def _pieces(body: bytes) -> AsyncGenerator[bytes]:
    for start in range(0, len(body), 65_536):
        yield body[start : start + 65_536]


async def test_a_channel_that_is_not_configured_is_not_there(house_of: OpenHouse) -> None:
    async with house_of(role="door", whatsapp_phone_number_id=None, twilio_account_sid=None) as door:
        for path in ("/webhook/whatsapp", "/webhook/twilio", "/webhook/twilio/status"):
            assert (await door.http.post(path, content=BODY, headers=HEADERS)).status_code == 404
        assert (await door.http.get("/webhook/whatsapp")).status_code == 403
