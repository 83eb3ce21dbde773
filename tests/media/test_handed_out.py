"""GET /api/v1/media/{id}: a file to be saved, for operators."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from uuid import uuid4

import pytest

from tests.conftest import OpenHouse
from tests.door.servers import on_one_server
from tests.fakes.files import Held
from tests.house import House
from tests.media.files import PHOTO, fetch, fetched, fetching, waits

pytestmark = on_one_server

BEARER = {"Authorization": "Bearer of-a-test"}


@pytest.fixture
async def door(house_of: OpenHouse) -> AsyncGenerator[House]:
    async with house_of(role="door", admin_token="of-a-test", max_attempts=1) as opened:
        yield opened


async def _path(door: House) -> str:
    return f"/api/v1/media/{await door.rows.value('select id from media_files')}"


async def test_a_file_is_handed_out_whole(door: House) -> None:
    await fetch(door)
    answer = await door.http.get(await _path(door), headers=BEARER)

    assert (answer.status_code, answer.content) == (200, PHOTO)
    name = await door.rows.value("select filename from media_files")
    assert {key: answer.headers[key] for key in ("Content-Type", "Content-Disposition", "Cache-Control")} == {
        "Content-Type": "image/jpeg",
        "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
        "Cache-Control": "no-store",
    }
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_neither_a_name_nor_a_type_breaks_out_of_its_header(door: House) -> None:
    await fetch(door)
    await door.rows.run("update media_files set filename = $1, mime_type = $2", 'é"\r\nX: y.html', "text/html\r\nX: y")
    answer = await door.http.get(await _path(door), headers=BEARER)

    assert (answer.status_code, answer.content) == (200, PHOTO)
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''%C3%A9%22%0D%0AX%3A%20y.html"
    assert "X" not in answer.headers


async def test_only_operators_are_answered(door: House) -> None:
    await fetch(door)

    assert (await door.http.get(await _path(door))).status_code == 401


async def test_what_is_not_there_is_not_found(door: House) -> None:
    await waits(door.rows, "1")
    waiting = await door.http.get(await _path(door), headers=BEARER)
    async with fetching(door):
        await fetched(door)
    failed = await door.http.get(await _path(door), headers=BEARER)
    unknown_id = uuid4()
    unknown = await door.http.get(f"/api/v1/media/{unknown_id}", headers=BEARER)
    malformed = await door.http.get("/api/v1/media/1", headers=BEARER)

    answers = (waiting, failed, unknown, malformed)
    assert [answer.status_code for answer in answers] == [404, 404, 404, 422]
    assert [answer.json()["error"]["message"] for answer in answers[:3]] == [
        "the file was not fetched: not yet",
        "the file was not fetched: Meta no longer has the file (error 100)",
        f"no file has the id {unknown_id}",
    ]


async def test_a_file_that_lies_on_another_machine(door: House) -> None:
    await waits(door.rows, door.graph.media.put(Held(content=PHOTO)))
    async with fetching(door):
        await fetched(door)
    await door.rows.run("update media_files set path = 'x/y.jpg'")
    answer = await door.http.get(await _path(door), headers=BEARER)

    assert (answer.status_code, answer.json()["error"]["message"]) == (404, "the file is not on this machine")
