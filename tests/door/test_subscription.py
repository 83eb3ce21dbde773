"""Meta asks once whether the address is ours."""

from __future__ import annotations

import pytest

from tests.conftest import OpenHouse
from tests.door.servers import on_one_server
from tests.fakes.graph import VERIFY_TOKEN
from tests.house import House

pytestmark = on_one_server

ASKED = {"hub.mode": "subscribe", "hub.verify_token": VERIFY_TOKEN, "hub.challenge": "1158201444"}


async def test_the_raw_challenge_comes_back_as_text(door: House) -> None:
    response = await door.http.get("/webhook/whatsapp", params=ASKED)

    assert response.status_code == 200
    assert response.content == b"1158201444"
    assert response.headers["Content-Type"].split(";")[0] == "text/plain"


WRONG = {
    "another token": ASKED | {"hub.verify_token": "guessed"},
    "an empty token": ASKED | {"hub.verify_token": ""},
    "a token of another alphabet": ASKED | {"hub.verify_token": "жетон"},
    "another mode": ASKED | {"hub.mode": "unsubscribe"},
    "no token": {"hub.mode": "subscribe", "hub.challenge": "1"},
    "no challenge": {"hub.mode": "subscribe", "hub.verify_token": VERIFY_TOKEN},
    "nothing": {},
}


@pytest.mark.parametrize("asked", WRONG.values(), ids=WRONG)
async def test_anything_else_is_forbidden_without_a_word(door: House, asked: dict[str, str]) -> None:
    response = await door.http.get("/webhook/whatsapp", params=asked)

    assert (response.status_code, response.content) == (403, b"")


async def test_without_a_verify_token_nobody_may_subscribe(house_of: OpenHouse) -> None:
    async with house_of(role="door", whatsapp_verify_token=None) as door:
        for asked in (ASKED, ASKED | {"hub.verify_token": ""}):
            assert (await door.http.get("/webhook/whatsapp", params=asked)).status_code == 403
