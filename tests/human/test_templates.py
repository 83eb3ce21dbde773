"""Templates by language with their places filled in: what the person sees, on both providers, and what doctor lists."""

from __future__ import annotations

import json
from typing import Any

import asyncpg
import pytest

from commands.doctor import doctor
from settings import Settings
from tests.door.servers import on_one_server
from tests.fakes import graph, twilio
from tests.fakes.twilio import FakeTwilio
from tests.house import House
from tests.late import a_day_passes, hold_replies, screen, writes
from tests.phones import JEAN
from tests.rows import Rows

pytestmark = on_one_server

MARIA = "+33600000002"
CONTENT, OTHER = "HX" + "0123456789abcdef" * 2, "HX" + "fedcba9876543210" * 2
ADDED = "insert into templates (channel, language, provider_ref, parameters) values ($1, $2, $3, $4)"


@pytest.fixture(autouse=True)
async def _no_templates(dsn: str) -> None:
    async with Rows(dsn) as rows:
        await rows.run("truncate templates")
        await rows.run("delete from runtime_settings where name like 'window_template_%'")


async def _invites(house: House, channel: str, who: str = JEAN) -> str:
    """Let a day pass over what waits for a person, and return what they see last."""
    await hold_replies(house)
    await writes(house, "merci" if who == JEAN else "ok", channel=channel, who=who)
    await a_day_passes(house)
    await house.settled()
    return (await screen(house, channel, who))[-1]


async def test_meta_gets_the_parameters_in_order(house: House) -> None:
    await house.rows.run(ADDED, "cloud", "fr", "hello_again", ["person_name", "project_name", "company_name"])
    await house.rows.run("update subcontractors set last_project_id = '90000000-0000-4000-8000-000000000001'")
    builders = await house.rows.value("select c.name from companies c join projects p on p.company_id = c.id limit 1")
    assert await _invites(house, "cloud") == f"hello_again (fr) Jean Champigny {builders}"


async def test_twilio_gets_the_parameters_by_number(house: House) -> None:
    house.twilio.contents[CONTENT] = {
        "types": {"twilio/text": {"body": "Bonjour {{1}}, {{2}} vous répond."}}, "variables": {"1": "…", "2": "…"}
    }  # fmt: skip
    await house.rows.run(ADDED, "twilio", "fr", CONTENT, ["person_name", "company_name"])
    await house.rows.run(
        "with own as (insert into companies (name) values ('Martin & Fils') returning id) "
        "update subcontractors set company_id = own.id from own where phone = $1",
        JEAN,
    )
    assert await _invites(house, "twilio") == "Bonjour Jean, Martin & Fils vous répond."


NAMES = {
    "lines and tabs": ("Jean\n\t Martin     le grand", "Jean Martin le grand"),
    "nobody's": ("   ", "–"),
    "endless": ("J" * 400, "J" * 255),
}


@pytest.mark.parametrize(("name", "shown"), NAMES.values(), ids=NAMES)
async def test_a_place_is_one_line_and_never_empty(house: House, name: str, shown: str) -> None:
    await house.rows.run(ADDED, "cloud", "fr", "hello_again", ["person_name"])
    await house.rows.run("update subcontractors set name = $1", name)
    assert await _invites(house, "cloud") == f"hello_again (fr) {shown}"


LANGUAGES = {
    "their own": (["pt", "fr", "ar"], "hello_pt (pt_PT)"),
    "else the default": (["ar", "fr"], "hello_fr (fr)"),
    "else any": (["de", "pl"], "hello_de (de)"),
}


@pytest.mark.parametrize(("configured", "shown"), LANGUAGES.values(), ids=LANGUAGES)
async def test_the_language_that_there_is(house: House, configured: list[str], shown: str) -> None:
    for language in configured:
        await house.rows.run(ADDED, "cloud", language, f"hello_{language}", [])
    assert await _invites(house, "cloud", MARIA) == shown


async def test_the_table_goes_before_the_older_setting(house: House) -> None:
    await house.rows.run("insert into runtime_settings values ('window_template_cloud', 'older')")
    assert await _invites(house, "cloud") == "older (fr)"
    await house.rows.run(ADDED, "cloud", "fr", "newer", [])
    assert await _invites(house, "cloud") == "newer (fr)"


MISTAKES: dict[str, list[Any]] = {
    "a channel without a window": ["simulator", "fr", "x", []],
    "a language that nobody speaks here": ["cloud", "nl", "x", []],
    "no name": ["cloud", "fr", " ", []],
    "an unknown place": ["cloud", "fr", "x", ["phone"]],
    "an empty place": ["cloud", "fr", "x", [None]],
}


@pytest.mark.parametrize("values", MISTAKES.values(), ids=MISTAKES)
async def test_a_mistake_is_refused(rows: Rows, values: list[Any]) -> None:
    with pytest.raises(asyncpg.CheckViolationError):
        await rows.run(ADDED, *values)


async def _examined(capsys: pytest.CaptureFixture[str], dsn: str, **settings: Any) -> tuple[str, str]:
    """Return status and sentence of what doctor says of templates."""
    values: dict[str, Any] = {"database_url": dsn, "_env_file": None, **settings}
    await doctor(Settings(**values), fix=False, as_json=True)
    [check] = [one for one in json.loads(capsys.readouterr().out)["checks"] if one["check_name"] == "templates"]
    return check["status"], check["detail"]


CLOUD = {"whatsapp_phone_number_id": graph.PHONE_NUMBER_ID, "whatsapp_access_token": graph.TOKEN}


async def test_doctor_lists_what_is_configured_and_missing(
    capsys: pytest.CaptureFixture[str], dsn: str, rows: Rows
) -> None:
    spoken = await rows.column("select distinct coalesce(language, 'fr') from subcontractors where active order by 1")
    assert await _examined(capsys, dsn) == ("ok", "no channel needs one")
    assert await _examined(capsys, dsn, **CLOUD) == ("ok", f"cloud: none, missing: {', '.join(spoken)}")
    await rows.run(ADDED, "cloud", "fr", "hello_again", [])
    status, detail = await _examined(capsys, dsn, **CLOUD)
    rest = ", ".join(language for language in spoken if language != "fr")
    assert status == "ok"
    assert detail.startswith(f"cloud: fr, missing: {rest}, not asked of Meta")


APPROVALS = {
    "approved": ("approved", "ok"),
    "under way": ("pending", "ok"),
    "rejected": ("rejected", "broken"),
    "never submitted": ("unsubmitted", "broken"),
}


@pytest.mark.parametrize(("word", "expected"), APPROVALS.values(), ids=APPROVALS)
async def test_doctor_asks_twilio(
    capsys: pytest.CaptureFixture[str], dsn: str, rows: Rows, word: str, expected: str
) -> None:
    await rows.run(ADDED, "twilio", "fr", CONTENT, [])
    async with FakeTwilio() as fake:
        fake.contents[CONTENT], fake.approvals[CONTENT] = {}, word
        status, detail = await _examined(capsys, dsn, **_account(fake.url))
    assert status == expected
    assert detail.startswith(f"twilio: fr {word}, missing: ")


async def test_doctor_finds_what_twilio_does_not_know(capsys: pytest.CaptureFixture[str], dsn: str, rows: Rows) -> None:
    await rows.run("insert into runtime_settings values ('window_template_twilio', $1)", OTHER)
    async with FakeTwilio() as fake:
        status, detail = await _examined(capsys, dsn, **_account(fake.url))
    assert status == "broken"
    assert detail.startswith("twilio: any language unknown")


async def test_doctor_says_when_twilio_does_not_answer(
    capsys: pytest.CaptureFixture[str], dsn: str, rows: Rows
) -> None:
    await rows.run(ADDED, "twilio", "fr", CONTENT, [])
    status, detail = await _examined(capsys, dsn, **_account("http://127.0.0.1:9"))
    assert status == "ok"
    assert "not all asked: Twilio cannot be reached" in detail


def _account(url: str) -> dict[str, str]:
    return {
        "twilio_account_sid": twilio.ACCOUNT,
        "twilio_auth_token": twilio.TOKEN,
        "twilio_whatsapp_number": twilio.NUMBER,
        "twilio_api_url": url,
        "twilio_content_url": url,
    }
