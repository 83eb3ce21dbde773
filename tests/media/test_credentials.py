"""Credentials go to the configured hosts, and no redirect carries them away."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator

import pytest
from aiohttp import web

from tests.conftest import Logged
from tests.door.servers import on_one_server
from tests.fakes import graph
from tests.fakes.files import FileHost, Held
from tests.house import House
from tests.media.files import PHOTO, STATE, fetch, fetched, fetching, lies_at

pytestmark = on_one_server


@pytest.fixture
async def foreign() -> AsyncGenerator[FileHost]:
    async with FileHost() as host:
        yield host


async def test_a_foreign_host_that_meta_names_is_not_even_asked(door: House, foreign: FileHost) -> None:
    await fetch(door, url=foreign.put(Held(content=PHOTO)))

    assert await door.rows.column("select last_error from media_files") == ["Meta names an address that is not Meta's"]
    assert foreign.shelf.credentials == []


async def test_a_redirect_of_metas_is_followed_without_the_token(door: House, foreign: FileHost) -> None:
    door.graph.media.shelf.trouble(302, Location=foreign.put(Held(content=PHOTO)))
    await fetch(door)

    assert await door.rows.column("select state from media_files") == ["stored"]
    assert foreign.shelf.credentials == [None]


async def test_a_look_up_is_not_redirected(door: House, foreign: FileHost) -> None:
    door.graph.media.trouble(web.Response(status=302, headers={"Location": foreign.put(Held(content=PHOTO))}))
    await fetch(door)

    assert await door.rows.column("select attempts from media_files") == [2]
    assert foreign.shelf.credentials == []


async def test_a_foreign_host_that_twilio_names_gets_no_credentials(door: House, foreign: FileHost) -> None:
    await lies_at(door.rows, foreign.put(Held(content=PHOTO)))
    async with fetching(door):
        await fetched(door)

    assert await door.rows.column("select state from media_files") == ["stored"]
    assert foreign.shelf.credentials == [None]


async def test_redirects_have_an_end(door: House, foreign: FileHost) -> None:
    address = foreign.put(Held(content=PHOTO))
    foreign.shelf.trouble(*[307] * 9, Location=address)
    await lies_at(door.rows, address)
    async with fetching(door):
        await fetched(door)

    assert await door.rows.all(STATE) == [
        {"state": "failed", "attempts": 1, "last_error": "Twilio redirects without end"}
    ]
    assert len(foreign.shelf.credentials) == 4


async def test_the_token_is_in_no_row_and_no_line(door: House, logged: Logged) -> None:
    door.graph.media.trouble(graph.GraphError(1, f"hostile: {graph.TOKEN}", 500))
    await fetch(door)

    assert [line["reason"] for line in logged("media.deferred")] == ["Meta answered 500"]
    assert graph.TOKEN not in json.dumps(logged())
