"""What answers tell: nothing of anybody, no version, no host of the caller's, no echo of what is no HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

import pytest

from tests.api.operator import TOKEN
from tests.conftest import Logged, OpenHouse
from tests.door.conftest import dsn, shared_dsn
from tests.door.servers import on_one_server
from tests.fakes import graph, twilio
from tests.house import House
from tests.phones import JEAN

__all__ = ["dsn", "shared_dsn"]

pytestmark = on_one_server


@pytest.fixture
async def door(house_of: OpenHouse) -> AsyncGenerator[House]:
    async with house_of(role="door", admin_token=TOKEN) as opened:
        yield opened


OPEN = ("/health/live", "/health/ready", "/metrics", "/api/openapi.json", "/console/login")


async def test_what_is_open_tells_nothing_of_anybody(door: House) -> None:
    await door.from_meta(graph.webhook([graph.text(JEAN, "Il manque du sable")]))
    secrets = {graph.TOKEN, graph.SECRET, graph.VERIFY_TOKEN, twilio.TOKEN, TOKEN}
    people = {
        JEAN,
        JEAN.removeprefix("+"),
        "Jean",
        "Il manque du sable",
        await door.rows.value("select current_database()"),
    }
    for path in OPEN:
        told = (await door.http.get(path)).text
        assert {word for word in secrets | people if word in told} == set(), path


async def test_no_answer_names_a_version(door: House) -> None:
    for path in (*OPEN, "/nowhere", "/api/v1/sessions"):
        answer = await door.http.get(path)
        assert answer.headers["Server"] == "relais"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_who_the_door_is_said_to_be_changes_nothing(door: House) -> None:
    """The address that is signed is ours by `PUBLIC_URL`, and nothing that we tell leads to a host of the caller's."""
    evil = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}
    for path in ("/console", "/console/login", "/api/openapi.json", "/nowhere"):
        answer = await door.http.get(path, headers=evil, follow_redirects=False)
        assert "evil.example" not in answer.text + str(answer.headers)


async def test_a_challenge_is_told_back_as_text_and_to_meta_alone(door: House) -> None:
    asked = {"hub.mode": "subscribe", "hub.challenge": "<script>alert(1)</script>"}
    right = await door.http.get("/webhook/whatsapp", params={**asked, "hub.verify_token": graph.VERIFY_TOKEN})
    wrong = await door.http.get("/webhook/whatsapp", params={**asked, "hub.verify_token": "guessed"})
    assert (right.headers["Content-Type"].split(";")[0], right.headers["X-Content-Type-Options"]) == (
        "text/plain",
        "nosniff",
    )
    assert (wrong.status_code, wrong.text) == (403, "")


async def test_what_is_no_http_is_refused_and_is_no_error_of_ours(door: House, logged: Logged) -> None:
    for sent in (
        b"GET / HTTP/1.1\r\nHost: x\r\nAuthoriz ation: Bearer geheim\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 9000 + b"\r\n\r\n",
        b"POST /webhook/whatsapp HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n",
    ):
        assert (await _sent(door, sent)).split()[1] == b"400", sent
    assert logged("error.unexpected", "library.logged") == []


async def _sent(door: House, sent: bytes) -> bytes:
    host, port = door.address.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(sent)
    async with asyncio.timeout(10):
        answer = await reader.read()
    writer.close()
    return answer
