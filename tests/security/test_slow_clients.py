"""Whoever is slow is let go with a word, and nobody waits for them: slow headers, slow bodies, readers that do not read."""

from __future__ import annotations

import asyncio
import resource
import socket
import time
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import httpx
import pytest

from handlers import listening
from tests.api.operator import UNKNOWN
from tests.conftest import Logged, OpenHouse
from tests.door.conftest import dsn, shared_dsn
from tests.door.processes import serving
from tests.door.servers import on_one_server
from tests.door.waiting import eventually
from tests.fakes import graph
from tests.house import House
from tests.phones import JEAN

__all__ = ["dsn", "shared_dsn"]

pytestmark = on_one_server

SHORT, IDLE = 0.3, 1000
Wire = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@pytest.fixture
async def house(house_of: OpenHouse, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[House]:
    """A door with less patience, so that a test need not have so much."""
    monkeypatch.setattr(listening, "SECONDS", {"headers": SHORT, "body": SHORT})
    monkeypatch.setattr(listening, "READER_SECONDS", SHORT)
    monkeypatch.setattr(listening, "IDLE_SECONDS", 2 * SHORT)
    async with house_of(role="door") as opened:
        yield opened


@asynccontextmanager
async def _wire(address: str) -> AsyncGenerator[Wire]:
    host, port = address.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        yield reader, writer
    finally:
        writer.close()


async def _rest(wire: Wire) -> bytes:
    async with asyncio.timeout(10):
        return await wire[0].read()


HEADS = {
    "half a request line": b"POST /webhook/wha",
    "headers without an end": b"POST /webhook/whatsapp HTTP/1.1\r\nHost: relais\r\nX-Slow: ",
}
BODIES = {
    "half of the announced bytes": b"Content-Length: 100\r\n\r\n{",
    "a chunk without an end": b"Transfer-Encoding: chunked\r\n\r\n64\r\n{",
    "no byte at all": b"Content-Length: 100\r\n\r\n",
}
HOOK = "/webhook/whatsapp"
PATHS = {
    HOOK: "application/json",
    "/webhook/twilio": "application/x-www-form-urlencoded",
    "/webhook/twilio/status": "application/x-www-form-urlencoded",
    "/simulator/messages": "application/json",
    "/console/login": "application/x-www-form-urlencoded",
    f"/api/v1/sessions/{UNKNOWN}/end": "application/json",
}


@pytest.mark.parametrize("sent", HEADS.values(), ids=HEADS)
async def test_slow_headers(house: House, sent: bytes) -> None:
    async with _wire(house.address) as wire:
        wire[1].write(sent)
        answer = await _rest(wire)
    assert answer.startswith(b"HTTP/1.1 408 Request Timeout\r\n")
    assert answer.endswith(b"the headers did not come to the end in time\n")


async def test_headers_that_trickle_in(house: House) -> None:
    async with _wire(house.address) as wire:
        with pytest.raises(ConnectionError):
            await _trickle(wire, b"GET /health/live HTTP/1.1\r\n" + b"X-Slow: 1\r\n" * 100)


async def _trickle(wire: Wire, sent: bytes) -> None:
    for byte in sent:
        wire[1].write(bytes([byte]))
        await wire[1].drain()
        await asyncio.sleep(SHORT / 10)


@pytest.mark.parametrize(
    ("path", "sent"),
    [*((path, BODIES["no byte at all"]) for path in PATHS), *((HOOK, sent) for sent in BODIES.values())],
)
async def test_slow_bodies(house: House, path: str, sent: bytes) -> None:
    async with _wire(house.address) as wire:
        wire[1].write(f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {PATHS[path]}\r\n".encode() + sent)
        answer = await _rest(wire)
    assert answer.startswith(b"HTTP/1.1 408 Request Timeout\r\n")
    assert answer.endswith(b"the body did not come to the end in time\n")


async def test_a_webhook_that_breaks_off_is_logged_and_no_error_of_ours(house: House, logged: Logged) -> None:
    async with _wire(house.address) as wire:
        wire[1].write(b"POST /webhook/whatsapp HTTP/1.1\r\nHost: relais\r\nContent-Length: 100\r\n\r\n{")
        await _rest(wire)
    await eventually(lambda: _is_logged(logged))
    assert [line["reason"] for line in logged("webhook.refused")] == ["the body broke off"]
    assert logged("error.unexpected", "library.logged") == []


async def _is_logged(logged: Logged) -> bool:
    return bool(logged("webhook.refused"))


async def test_who_says_nothing_is_let_go_without_a_word(house: House) -> None:
    async with _wire(house.address) as wire:
        assert await _rest(wire) == b""


async def test_who_is_in_time_may_stay(house: House) -> None:
    body, headers = graph.signed(graph.webhook([graph.text(JEAN, "Bonjour")]))
    said = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    async with _wire(house.address) as wire:
        for piece in (
            f"POST /webhook/whatsapp HTTP/1.1\r\nHost: relais\r\n{said}Content-Length: {len(body)}\r\n\r\n".encode(),
            body,
        ):
            for half in (piece[:40], piece[40:]):
                await asyncio.sleep(SHORT / 3)
                wire[1].write(half)
        assert (await wire[0].readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200")
        wire[1].write(b"GET /health/live HTTP/1.1\r\nHost: relais\r\n\r\n")
        assert (await wire[0].readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200"), "and ask again on the same line"
    assert await house.rows.value("select count(*) from inbox") == 1


async def test_a_reader_who_does_not_read_is_let_go(house: House) -> None:
    """Pipelined answers nobody takes fill every buffer: the door lets go instead of keeping them for ever."""
    host, port = house.address.removeprefix("http://").split(":")
    with socket.socket() as deaf:
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        deaf.connect((host, int(port)))
        deaf.setblocking(False)
        asked = b"GET /api/openapi.json HTTP/1.1\r\nHost: relais\r\n\r\n" * 100
        with pytest.raises(ConnectionError):
            await _ask_on(deaf, asked)


async def _ask_on(deaf: socket.socket, asked: bytes) -> None:
    async with asyncio.timeout(20):
        while True:
            await asyncio.get_running_loop().sock_sendall(deaf, asked)
            await asyncio.sleep(0.01)


async def test_a_thousand_idle_lines_hold_nobody_up(dsn: str, tmp_path: Path) -> None:
    """In a process that a shell gave room for 256 files only."""
    settings = {"DATABASE_URL": dsn, "WHATSAPP_PHONE_NUMBER_ID": graph.PHONE_NUMBER_ID, "SPOOL_DIR": "off"}
    secrets = {"WHATSAPP_ACCESS_TOKEN": graph.TOKEN, "WHATSAPP_APP_SECRET": graph.SECRET}
    listening.allow_connections()  # the test's own end of them
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))
    try:
        running = serving("serve", "--role", "door", cwd=tmp_path, **settings, **secrets)
        door = await running.__aenter__()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    async with AsyncExitStack() as stack:
        stack.push_async_exit(running)
        address = (await door.logs("service.started"))["address"]
        for number in range(IDLE):
            wire = await stack.enter_async_context(_wire(address))
            wire[1].write(b"POST /webhook/whatsapp HTTP/1.1\r\nX-Slow: " if number % 2 else b"")
        http = await stack.enter_async_context(httpx.AsyncClient(base_url=address))
        body, headers = graph.signed(graph.webhook([graph.text(JEAN, "Bonjour")]))
        began = time.monotonic()
        for _ in range(20):
            assert (await http.post("/webhook/whatsapp", content=body, headers=headers)).status_code == 200
        assert time.monotonic() - began < 5
