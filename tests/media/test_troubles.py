"""A provider in trouble: tried again with patience, given up with a reason, and in nobody's way."""

from __future__ import annotations

import time
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from tests.conftest import Logged, OpenHouse
from tests.door.servers import on_one_server
from tests.fakes.files import Held
from tests.fakes.graph import GraphError
from tests.house import House
from tests.media.files import OTHER_PHOTO, PHOTO, STATE, fetch, fetched, fetching, lying, photo, send, waits
from tests.phones import JEAN
from tests.rows import Rows

pytestmark = on_one_server

PASSING: dict[str, tuple[Callable[[House], None], int]] = {
    "two crashes of the look-up": (lambda house: house.graph.media.trouble(*_answers(500, 500)), 3),
    "a token that is renewed": (lambda house: house.graph.media.trouble(GraphError(190, "expired", 401)), 2),
    "too many calls": (lambda house: house.graph.media.trouble(GraphError(4, "rate limit", 400)), 2),
    "no JSON": (lambda house: house.graph.media.trouble(web.Response(text="<html>")), 2),
    "no address": (lambda house: house.graph.media.trouble(web.json_response({"id": "1"})), 2),
    "two crashes of the file": (lambda house: house.graph.media.shelf.trouble(502, 503), 3),
    "a busy host": (lambda house: house.graph.media.shelf.trouble(429, **{"Retry-After": "0"}), 2),
    "an address that ran out": (lambda house: house.graph.media.shelf.trouble(401), 2),
}


def _answers(*statuses: int) -> list[web.Response]:
    return [web.Response(status=status) for status in statuses]


@pytest.mark.parametrize(("strike", "attempts"), PASSING.values(), ids=PASSING)
async def test_what_passes_is_tried_again(door: House, strike: Callable[[House], None], attempts: int) -> None:
    strike(door)
    await fetch(door)

    assert await door.rows.all(STATE) == [{"state": "stored", "attempts": attempts, "last_error": None}]


LASTING: dict[str, tuple[Callable[[House], None], dict[str, Any], str]] = {
    "an id that Meta forgot": (
        lambda house: house.graph.media.trouble(GraphError(100, "does not exist", 400, 33)),
        {},
        "Meta no longer has the file (error 100)",
    ),
    "a look-up of nothing": (
        lambda house: house.graph.media.trouble(*_answers(404)),
        {},
        "Meta no longer has the file (404)",
    ),
    "a file that is gone": (
        lambda house: house.graph.media.shelf.trouble(404),
        {},
        "Meta no longer has the file (404)",
    ),
    "a foreign address": (
        lambda _house: None,
        {"url": "https://lookaside.fbsbx.com.evil.example/1"},
        "Meta names an address that is not Meta's",
    ),
    "an address that hides its host": (
        lambda _house: None,
        {"url": "https://graph.facebook.com@evil.example/1"},
        "Meta names an address that is not Meta's",
    ),
    "no web address": (
        lambda _house: None,
        {"url": "file:///etc/passwd"},
        "the file lies at no address that could be asked for it",
    ),
    "a redirect to nowhere": (
        lambda house: house.graph.media.shelf.trouble(302, Location="file:///etc/passwd"),
        {},
        "the file lies at no address that could be asked for it",
    ),
}


@pytest.mark.parametrize(("strike", "said", "reason"), LASTING.values(), ids=LASTING)
async def test_what_lasts_is_given_up_at_once(
    door: House, logged: Logged, strike: Callable[[House], None], said: dict[str, Any], reason: str
) -> None:
    strike(door)
    await fetch(door, **said)

    assert await door.rows.all(STATE) == [{"state": "failed", "attempts": 1, "last_error": reason}]
    assert [line["level"] for line in logged("media.failed")] == ["error"]


async def test_a_trouble_without_end_has_one(house_of: OpenHouse, logged: Logged) -> None:
    async with house_of(role="door", max_attempts=3, retry_base_seconds=0.01) as door:
        door.graph.media.trouble(*_answers(500, 500, 500, 500))
        await fetch(door)

        assert await door.rows.all(STATE) == [{"state": "failed", "attempts": 3, "last_error": "Meta answered 500"}]
        assert len(logged("media.deferred")) == 2


async def test_what_the_provider_asks_for_is_waited(door: House) -> None:
    door.graph.media.shelf.trouble(429, **{"Retry-After": "60"})
    await waits(door.rows, door.graph.media.put(Held(content=PHOTO)))
    async with fetching(door):
        await door.until("select count(*) = 1 from media_files where last_error is not null")

    assert await door.rows.value("select due_at > now() + interval '50 seconds' from media_files")


async def test_another_file_than_the_announced_one_is_not_kept(house_of: OpenHouse, tmp_path: Path) -> None:
    async with house_of(role="door", max_attempts=2, retry_base_seconds=0.01, data_dir=tmp_path) as door:
        await fetch(door, sha256="0" * 64)

        reason = "the file is not the one that was announced: its SHA-256 differs"
        assert await door.rows.all(STATE) == [{"state": "failed", "attempts": 2, "last_error": reason}]
        assert lying(tmp_path) == {}


async def test_a_digest_in_base64_is_a_digest(door: House) -> None:
    await fetch(door, sha256=b64encode(sha256(PHOTO).digest()).decode())

    assert await door.rows.column("select state from media_files") == ["stored"]


NOBODYS: list[tuple[str, str, str]] = [
    ("simulator", "failed", "the simulator no longer has the file"),
    ("twilio", "pending", "the channel twilio is not configured here"),
]


@pytest.mark.parametrize(("channel", "state", "reason"), NOBODYS)
async def test_a_channel_that_has_no_files_or_is_not_here(
    house_of: OpenHouse, rows: Rows, channel: str, state: str, reason: str
) -> None:
    await waits(rows, "1", channel=channel)
    async with house_of(role="worker", twilio_account_sid=None) as house:
        await house.until("select last_error is not null from media_files")

        assert await house.rows.all(STATE) == [{"state": state, "attempts": 1, "last_error": reason}]


async def test_neither_the_turn_nor_the_reply_waits(house: House) -> None:
    house.graph.media.shelf.open.clear()
    await photo(house)
    await house.settled()

    assert len(house.graph.sent) == 1
    assert await house.rows.column("select state from media_files") == ["pending"]
    house.graph.media.shelf.open.set()
    await fetched(house)


async def test_a_file_that_is_on_its_way_holds_no_shutdown_up(house_of: OpenHouse) -> None:
    async with house_of(burst_quiet_ms=0, drain_seconds=20) as house:
        house.graph.media.shelf.open.clear()
        await photo(house)
        await house.until("select count(*) = 1 from media_files where attempts = 1")
        await house.settled()
        began = time.monotonic()

    assert time.monotonic() - began < 5
    async with house_of(role="door") as door:
        assert await door.rows.all("select state, due_at <= now() as due, last_error from media_files") == [
            {"state": "pending", "due": True, "last_error": "broken off by a shutdown"}
        ]


async def test_a_person_who_is_erased_meanwhile_leaves_no_file(
    house_of: OpenHouse, tmp_path: Path, logged: Logged
) -> None:
    async with house_of(burst_quiet_ms=0, data_dir=tmp_path) as house:
        shelf = house.graph.media.shelf
        shelf.open.clear()
        await photo(house)
        await house.settled()
        await house.until("select count(*) = 1 from media_files where attempts = 1")
        await house.rows.run("delete from subcontractors where phone = $1", JEAN)
        shelf.open.set()

        second = house.graph.media.put(Held(content=OTHER_PHOTO))
        await house.rows.run("insert into subcontractors (phone, name) values ($1, 'Jean again')", JEAN)
        await send(house, second)
        await fetched(house)
        assert list(lying(tmp_path).values()) == [OTHER_PHOTO]
        assert len(logged("media.stored")) == 1
