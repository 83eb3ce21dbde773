"""POST /webhook/twilio and /webhook/twilio/status: forms, signed over the address that Twilio calls."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.conftest import OpenHouse
from tests.door.payloads import as_row, cases, stored_rows
from tests.door.servers import on_one_server
from tests.fakes.twilio import signed, status, text
from tests.house import House
from tests.phones import JEAN

pytestmark = on_one_server

CASES = cases("twilio")
MESSAGES = {name: case for name, case in CASES.items() if "messages" in case}
STATUSES = {name: case for name, case in CASES.items() if "statuses" in case}
PATHS = ["/webhook/twilio", "/webhook/twilio/status"]
LARGEST = 3 * 1024 * 1024


async def test_every_payload_becomes_exactly_its_rows(door: House) -> None:
    for name, case in MESSAGES.items():
        await door.rows.run("delete from inbox")
        assert (await door.from_twilio(case["form"])).status_code == 200, name

        assert [as_row(message) for message in case["messages"]] == await stored_rows(door), name


async def test_every_status_is_taken_and_leaves_no_row(door: House) -> None:
    for name, case in STATUSES.items():
        response = await door.from_twilio(case["form"], f"/webhook/twilio/status{case.get('query', '')}")
        assert response.status_code == 200, name

    assert await door.rows.value("select count(*) from inbox") == 0


@pytest.mark.parametrize("path", PATHS)
async def test_the_answer_is_empty_twiml(door: House, path: str) -> None:
    form = text(JEAN, "Bonjour") if path == "/webhook/twilio" else status("SM1", "delivered")
    response = await door.from_twilio(form, path)

    assert response.text == "<Response/>"
    assert response.headers["Content-Type"].split(";")[0] == "text/xml"


Post = tuple[bytes, dict[str, str]]

FORM = text(JEAN, "Bonjour")


def _with_another_body(url: str) -> Post:
    body, headers = signed(FORM, url)
    return body + b"&More=1", headers


FORGED: dict[str, Callable[[str], Post]] = {
    "another token": lambda url: signed(FORM, url, "another-token"),
    "another address": lambda _url: signed(FORM, "https://evil.example/webhook/twilio"),
    "another body": _with_another_body,
    "no signature": lambda url: (signed(FORM, url)[0], {}),
    "no form": lambda _url: (b"\xff{}", {"X-Twilio-Signature": "?"}),
    "too many fields": lambda _url: (b"&a=1" * 5000, {"X-Twilio-Signature": "?"}),
}


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED)
async def test_what_is_not_signed_is_forbidden_without_a_word(
    door: House, path: str, forged: Callable[[str], Post]
) -> None:
    body, headers = forged(f"{door.address}{path}")
    response = await door.http.post(path, content=body, headers=headers)

    assert (response.status_code, response.content) == (403, b"")
    assert await door.rows.value("select count(*) from inbox") == 0


@pytest.mark.parametrize("path", PATHS)
async def test_signed_but_of_nobody_is_malformed(door: House, path: str) -> None:
    assert (await door.from_twilio({"Hello": "World"}, path)).status_code == 400


@pytest.mark.parametrize(("size", "status"), [(LARGEST, 200), (LARGEST + 1, 413)], ids=["largest", "one-byte-more"])
async def test_three_mebibytes_and_not_a_byte_more(door: House, size: int, status: int) -> None:
    empty, _ = signed(FORM | {"Padding": ""}, door.address)

    response = await door.from_twilio(FORM | {"Padding": "x" * (size - len(empty))})

    assert response.status_code == status


PUBLIC = {
    "a path before ours": "https://bot.example.com/prefix",
    "a slash at the end": "https://bot.example.com/",
    "a port": "https://bot.example.com:8443",
}


@pytest.mark.parametrize("public_url", PUBLIC.values(), ids=PUBLIC)
async def test_behind_a_proxy_the_public_address_is_signed(house_of: OpenHouse, public_url: str) -> None:
    async with house_of(role="door", public_url=public_url) as door:
        body, headers = signed(FORM, f"{public_url.rstrip('/')}/webhook/twilio")
        assert (await door.http.post("/webhook/twilio", content=body, headers=headers)).status_code == 200
        assert (await door.from_twilio(FORM)).status_code == 403, "the address that only the proxy calls"


async def test_a_status_is_found_by_the_address_that_was_asked_for(house_of: OpenHouse) -> None:
    public_url = "https://bot.example.com/prefix"
    async with house_of(burst_quiet_ms=0, public_url=public_url) as house:
        body, headers = signed(FORM, f"{public_url}/webhook/twilio")
        await house.http.post("/webhook/twilio", content=body, headers=headers)
        await house.settled()
        callback = house.twilio.sent[0].status_callback
        assert callback is not None
        assert callback.startswith(f"{public_url}/webhook/twilio/status?reply=")

        body, headers = signed(status("SM-of-another-attempt", "read"), callback)
        path = callback.removeprefix(public_url)
        assert (await house.http.post(path, content=body, headers=headers)).status_code == 200
        assert await house.rows.column("select state from outbox") == ["read"]
