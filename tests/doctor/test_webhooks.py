"""What doctor posts to PUBLIC_URL: a real door passes and keeps no row, and everybody else is found out."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.conftest import Logged, OpenHouse
from tests.doctor.examined import CLOUD, NOBODY, TWILIO, look
from tests.doctor.somebody import Says, Somebody
from tests.door.servers import on_one_server
from tests.fakes import graph, twilio

META = {
    "whatsapp_phone_number_id": graph.PHONE_NUMBER_ID,
    "whatsapp_access_token": graph.TOKEN,
    "whatsapp_app_secret": graph.SECRET,
    "whatsapp_verify_token": graph.VERIFY_TOKEN,
}
OTHER = {
    "twilio_account_sid": twilio.ACCOUNT,
    "twilio_auth_token": twilio.TOKEN,
    "twilio_whatsapp_number": twilio.NUMBER,
}
BOTH = [("webhook_cloud", META), ("webhook_twilio", OTHER)]

TABLES = ("contacts", "inbox", "outbox", "lanes", "messages", "audit_log")


@on_one_server
@pytest.mark.parametrize(("name", "account"), BOTH, ids=["cloud", "twilio"])
async def test_a_door_with_the_same_settings_passes_and_keeps_no_row(
    house_of: OpenHouse, name: str, account: dict[str, Any], logged: Logged
) -> None:
    async with house_of(role="door") as house:
        before = [await house.rows.value(f"select count(*) from {table}") for table in TABLES]
        found, said = await look(name, public_url=house.address, **account)
        after = [await house.rows.value(f"select count(*) from {table}") for table in TABLES]

    assert (found, said.endswith("takes what is signed, and nothing else")) == (0, True)
    assert before == after
    assert len(logged("webhook.refused")) == 1, "the forged one, and no other"


WRONG: dict[str, tuple[str, dict[str, Any], int, str]] = {
    "another app secret": (
        "webhook_cloud",
        META | {"whatsapp_app_secret": "x"},
        1,
        "WHATSAPP_APP_SECRET is another one",
    ),
    "another verify token": ("webhook_cloud", META | {"whatsapp_verify_token": "x"}, 1, "could not verify the address"),
    "both": ("webhook_cloud", META | {"whatsapp_app_secret": "x", "whatsapp_verify_token": "x"}, 2, "verify.*signed"),
    "another auth token": (
        "webhook_twilio",
        OTHER | {"twilio_auth_token": "x"},
        1,
        "TWILIO_AUTH_TOKEN, or PUBLIC_URL,",
    ),
}


@on_one_server
@pytest.mark.parametrize(("name", "account", "found", "sentence"), WRONG.values(), ids=WRONG)
async def test_a_door_with_other_settings_is_found_out(
    house_of: OpenHouse, name: str, account: dict[str, Any], found: int, sentence: str
) -> None:
    async with house_of(role="door") as house:
        told = await look(name, public_url=house.address, **account)

    assert told[0] == found
    assert re.search(sentence, told[1])


@on_one_server
async def test_twilio_signs_the_address_that_it_calls(house_of: OpenHouse) -> None:
    """A proxy stands before the door, and the door was not told how the world calls it."""
    async with house_of(role="door", public_url="https://bot.example.com") as house:
        told = await look("webhook_twilio", public_url=house.address, **OTHER)

    assert told[0] == 1
    assert "what is signed is refused" in told[1]


@on_one_server
async def test_a_channel_that_is_off_at_the_door(house_of: OpenHouse) -> None:
    off = dict.fromkeys(META)
    async with house_of(role="door", **off) as house:
        told = await look("webhook_cloud", public_url=house.address, **META)

    assert told[0] == 2, "nobody verifies the address, and nobody takes the webhook"
    assert "the channel is off at the door" in told[1]


IMPOSTORS: dict[str, tuple[Says, int, str]] = {
    "a page for everybody": (Says(body="<html>Welcome</html>"), 2, "no hub.challenge.*what is forged is taken"),
    "a redirect": (
        Says(status=301, headers={"Location": "https://www.example.com/webhook/whatsapp"}),
        1,
        "it redirects to https://www.example.com, where no provider follows",
    ),
    "a path that is not passed on": (Says(status=404), 1, "nobody takes this webhook there"),
    "a broken gateway": (Says(status=502), 1, "it answers 502"),
    "silence": (Says(hangs=True), 1, "gave no answer in time"),
}


@pytest.mark.parametrize(("says", "found", "sentence"), IMPOSTORS.values(), ids=IMPOSTORS)
async def test_somebody_else_answers(says: Says, found: int, sentence: str) -> None:
    async with Somebody(says) as one:
        told = await look("webhook_cloud", public_url=one.url, **CLOUD)

    assert told[0] == found
    assert re.search(sentence, told[1])


@pytest.mark.parametrize(("name", "account"), [("webhook_cloud", CLOUD), ("webhook_twilio", TWILIO)])
async def test_nobody_answers_which_is_said_once(name: str, account: dict[str, Any]) -> None:
    found, said = await look(name, public_url=NOBODY, **account)

    assert (found, said.split(";")[0]) == (1, "nobody listens at 127.0.0.1:1")


@pytest.mark.parametrize(("name", "account"), [("webhook_cloud", CLOUD), ("webhook_twilio", TWILIO)])
async def test_without_an_address_there_is_nothing_to_ask(name: str, account: dict[str, Any]) -> None:
    found, said = await look(name, **account)

    assert (found, said.startswith("not configured: without PUBLIC_URL")) == (0, True)
