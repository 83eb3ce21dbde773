"""The stream that keeps pages up to date: what it says, who shares it, when it ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, cast

import httpx
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from errors import DatabaseUnavailableError
from handlers.console import CONSOLE_ROUTES, open_console, watches
from handlers.console.access import Access
from handlers.console.keys import ACCESS, WATCHES
from handlers.console.seal import LIFE_SECONDS, Seal
from handlers.console.watches import Watches
from handlers.keys import STORE
from tests.console.operator import TOKEN
from tests.door.servers import on_one_server
from tests.house import PATIENCE, House
from tests.phones import Phone


@dataclass(slots=True)
class VersionStore:
    """A version per topic; `away` is a database that cannot be reached."""

    version: str = "1"
    away: bool = False
    asked: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])

    async def console_version(self, topic: str, argument: str) -> str:
        self.asked.append((topic, argument))
        if self.away:
            raise DatabaseUnavailableError("away")
        return self.version


@dataclass(slots=True, kw_only=True)
class Console:
    address: str
    store: VersionStore
    cookie: str
    now: float = 0.0


@pytest.fixture
async def console(monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[Console]:
    """A console whose clock is ours and whose store is asked without long pauses."""
    monkeypatch.setattr(watches, "_PAUSE_SECONDS", 0.02)
    monkeypatch.setattr(watches, "_HEARTBEAT_SECONDS", 0.1)
    app, store = web.Application(), VersionStore()
    open_console(app, TOKEN, "Europe/Paris")
    found = Console(address="", store=store, cookie="")
    seal = Seal(Seal.of(TOKEN).key, lambda: found.now)
    app[ACCESS] = Access(TOKEN, seal)
    app[WATCHES] = Watches(most=3)
    app[STORE] = cast("Any", store)  # the stream asks it for nothing else
    app.add_routes(CONSOLE_ROUTES)
    async with TestServer(app) as server:
        found.address, found.cookie = str(server.make_url("")), seal.cookie()
        yield found


class Stream:
    """The events of one listener, each by name and data; heartbeats are events without a name."""

    def __init__(self, answer: httpx.Response) -> None:
        self.headers = answer.headers
        self._lines = answer.aiter_lines()

    async def next(self) -> tuple[str, str]:
        async with asyncio.timeout(PATIENCE):
            name = data = ""
            async for line in self._lines:
                if line.startswith("event:"):
                    name = line.removeprefix("event:").strip()
                elif line.startswith("data:"):
                    data = line.removeprefix("data:").strip()
                elif line == ":" or (not line and name):
                    return name, data
        return "end", ""

    async def until(self, name: str) -> str:
        while True:
            found, data = await self.next()
            assert found in {name, ""}, f"{found} came before {name}"
            if found == name:
                return data


@asynccontextmanager
async def listen(console: Console, topic: str) -> AsyncGenerator[Stream]:
    async with _client(console) as http, http.stream("GET", "/console/live", params={"topic": topic}) as answer:
        assert answer.status_code == 200
        yield Stream(answer)


def _client(console: Console) -> httpx.AsyncClient:
    cookie = {"Cookie": f"relais_console={console.cookie}"}
    return httpx.AsyncClient(base_url=console.address, headers=cookie, timeout=PATIENCE)


async def test_it_says_that_something_changed_and_nothing_else(console: Console) -> None:
    async with listen(console, "conversation:x") as stream:
        assert stream.headers["Content-Type"].startswith("text/event-stream")
        assert stream.headers["Cache-Control"] == "no-store"
        assert await stream.until("version") == "1"
        assert await stream.next() == ("", ""), "a heartbeat, because nothing happens"
        console.store.version = "2"
        assert await stream.until("version") == "2"
    assert set(console.store.asked) == {("conversation", "x")}


async def test_an_outage_is_told_and_its_end(console: Console) -> None:
    async with listen(console, "overview") as stream:
        await stream.until("version")
        console.store.away = True
        await stream.until("away")
        console.store.away = False
        assert await stream.until("version") == "1"


async def test_all_who_listen_to_a_topic_share_one_question(console: Console) -> None:
    async with listen(console, "dead") as one, listen(console, "dead") as other:
        await one.until("version")
        await other.until("version")
        asked = len(console.store.asked)
        for _ in range(5):
            assert await one.next() == ("", "")
        each = (len(console.store.asked) - asked) / 5
        assert each < 0.1 / 0.02 + 1, "asked once for both in each pause"
    await _silence(console)


async def _silence(console: Console) -> None:
    """Return when nobody is asked any longer; fail when that does not come."""
    async with asyncio.timeout(PATIENCE):
        asked = -1
        while asked != len(console.store.asked):
            asked = len(console.store.asked)
            await asyncio.sleep(0.3)


async def test_it_ends_with_the_log_in(console: Console) -> None:
    async with listen(console, "overview") as stream:
        await stream.until("version")
        console.now = LIFE_SECONDS
        await stream.until("over")
        assert await stream.next() == ("end", "")


@pytest.mark.parametrize("topic", ["", "nothing", ":", "Overview", "dead letters"])
async def test_an_unknown_topic_is_none(topic: str, console: Console) -> None:
    async with _client(console) as http:
        assert (await http.get("/console/live", params={"topic": topic})).status_code == 404
    assert console.store.asked == []


async def test_nobody_listens_without_a_log_in(console: Console) -> None:
    async with httpx.AsyncClient(base_url=console.address) as http:
        assert (await http.get("/console/live?topic=overview")).status_code == 401


async def test_there_is_room_for_so_many_and_for_another_when_one_leaves(console: Console) -> None:
    async def try_another() -> int:
        async with _client(console) as http, http.stream("GET", "/console/live?topic=overview") as answer:
            return answer.status_code

    async with listen(console, "overview"), listen(console, "health"):
        async with listen(console, "dead"):
            assert await try_another() == 503
        async with asyncio.timeout(PATIENCE):
            while await try_another() != 200:
                pass


TOPICS = {
    "overview": "overview",
    "conversations": "conversations",
    "conversation": "conversation:{session}",
}


async def _version(house: House, topic: str) -> str:
    session = await house.rows.value("select id from conversation_sessions limit 1")
    name, _, argument = topic.format(session=session).partition(":")
    version = await house.parts.services.store.console_version(name, argument)
    return version.split("/", 1)[1] if name != "conversation" else version  # without the minute


async def test_a_version_is_a_new_one_when_something_happened_and_else_stays(house: House, jean: Phone) -> None:
    await jean.says("Bonjour")
    for topic in TOPICS.values():
        before = await _version(house, topic)
        assert await _version(house, topic) == before
        await jean.says("mes chantiers")
        assert await _version(house, topic) != before


@on_one_server
async def test_the_version_of_dead_letters(house: House, jean: Phone) -> None:
    await jean.says("Bonjour")
    before = await _version(house, "dead")
    await house.rows.run("update inbox set state = 'dead', outcome = 'dead'")
    assert await _version(house, "dead") != before


@on_one_server
async def test_a_conversation_that_is_not_there_has_a_version(house: House) -> None:
    store = house.parts.services.store
    for argument in ("", "x", "00000000-0000-4000-8000-000000000000", "' or 1=1 --", "é" * 3000):
        assert await store.console_version("conversation", argument) == "gone"
