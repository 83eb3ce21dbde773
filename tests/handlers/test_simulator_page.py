from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any, cast

import orjson
import pytest
import pytest_asyncio
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestClient, TestServer
from playwright.async_api import Browser, Locator, Page, Route, async_playwright, expect

from errors import DatabaseUnavailableError
from handlers import simulator
from handlers.keys import CHANNELS, STORE
from handlers.simulator.stream import chat_stream
from services.channels.simulator import SimulatorChannel
from services.interfaces import Channel
from services.store import Store

pytestmark = pytest.mark.asyncio(loop_scope="module")  # one browser for all: starting it takes longer than a test

KARIM = "+33600000001"
SITES = {
    "kind": "list",
    "text": "Quel chantier ?",
    "list_button": "Voir les chantiers",
    "options": [
        {"id": "projects_1", "title": "Résidence Les Tilleuls", "description": "Lyon"},
        {"id": "projects_2", "title": "École Jean-Macé", "description": "Villeurbanne"},
    ],
}
MENU = {
    "kind": "buttons",
    "text": "Que voulez-vous faire ?",
    "options": [{"id": "view_sites", "title": "Mes chantiers"}, {"id": "view_tasks", "title": "Mes tâches"}],
}


class ChatStore:
    """A chat per person, in memory; `away` is a database that cannot be reached."""

    def __init__(self) -> None:
        self.away = False
        self.reads = 0
        self._ids = count(1)
        self.chats: dict[str, list[dict[str, Any]]] = {}

    async def simulator_people(self) -> list[dict[str, Any]]:
        self._reachable()
        return [
            {"phone": KARIM, "name": "Karim Benali", "language": "fr", "active": True},
            {"phone": "+33600000002", "name": "يوسف العلوي", "language": "ar", "active": True},
            {"phone": "+33600000003", "name": "Ion Popescu", "language": "ro", "active": False},
        ]

    async def simulator_chat(self, sender: str, after_in: int, after_out: int) -> list[dict[str, Any]]:
        self._reachable()
        self.reads += 1
        after = {"in": after_in, "out": after_out}
        return [dict(item) for item in self.chats.get(sender, []) if item["id"] > after[item["direction"]]]

    def write(self, content: dict[str, Any], *, phone: str = KARIM, name: str | None = None) -> dict[str, Any]:
        return self._add(phone, "in", "pending", name, content=content)

    def answer(self, part: dict[str, Any], *, phone: str = KARIM) -> dict[str, Any]:
        return self._add(phone, "out", "sent", None, part=part)

    def written(self, phone: str = KARIM) -> list[dict[str, Any]]:
        return [item for item in self.chats.get(phone, []) if item["direction"] == "in"]

    def _add(self, phone: str, direction: str, state: str, name: str | None, **what: Any) -> dict[str, Any]:
        number = next(self._ids)
        item = {"id": number, "direction": direction, "provider_message_id": name or f"sim.{number}", "state": state}
        item |= {"at": datetime.now(UTC).isoformat(), **what}
        self.chats.setdefault(phone, []).append(item)
        return item

    def _reachable(self) -> None:
        if self.away:
            raise DatabaseUnavailableError("no connection")


async def receive(request: web.Request) -> web.Response:
    """Stand in for the webhook's door: stores a message once, however often it comes."""
    store = cast(ChatStore, request.app[STORE])
    if store.away:
        return web.Response(status=503)
    body = await request.json()
    content = {name: body[name] for name in ("text", "action_id", "title", "reply_to") if name in body}
    content["kind"] = "button" if "action_id" in body else "text"
    if body["id"] not in {item["provider_message_id"] for item in store.written(body["phone"])}:
        store.write(content, phone=body["phone"], name=body["id"])
    return web.Response()


def simulator_app(store: ChatStore, folder: Path) -> web.Application:
    app = web.Application()
    app[STORE] = cast(Store, store)
    app[CHANNELS] = {"simulator": cast(Channel, SimulatorChannel(folder))}
    app.router.add_get("/simulator/trouble", simulator.trouble)
    app.router.add_get("/simulator", simulator.page)
    app.router.add_get("/simulator/static/{file}", simulator.static)
    app.router.add_get("/simulator/people", simulator.people)
    app.router.add_get("/simulator/events", simulator.events)
    app.router.add_post("/simulator/messages", receive)
    return app


@pytest.fixture
def store() -> ChatStore:
    return ChatStore()


Client = TestClient[web.Request, web.Application]


@pytest_asyncio.fixture(loop_scope="module")
async def client(store: ChatStore, tmp_path: Path) -> AsyncIterator[Client]:
    async with TestClient(TestServer(simulator_app(store, tmp_path), shutdown_timeout=1)) as client:
        yield client


async def next_item(stream: Any) -> tuple[str, dict[str, Any]]:
    """Read on to the next event with an item; return its id and the item."""
    event_id = ""
    while line := (await stream.readline()).decode():
        if line.startswith("id: "):
            event_id = line[4:].strip()
        elif line.startswith('data: {"'):
            return event_id, orjson.loads(line[6:])
    raise AssertionError("the stream ended")


class TestDoor:
    async def test_the_page_lets_nothing_foreign_in(self, client: Client) -> None:
        answer = await client.get("/simulator")
        body = await answer.text()

        assert "text/html; charset=utf-8" == answer.headers["Content-Type"]
        assert "nosniff" == answer.headers["X-Content-Type-Options"]
        assert "same-origin" == answer.headers["Referrer-Policy"]
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert not re.search(r"<style|style=|\son\w+=|<script(?![^>]*\ssrc=)", body)

    @pytest.mark.parametrize("tag", ["src", "href"])
    async def test_every_file_the_page_names_is_served(self, client: Client, tag: str) -> None:
        body = await (await client.get("/simulator")).text()
        named = re.findall(rf'{tag}="(/[^"]+)"', body)

        assert named
        assert [200] * len(named) == [(await client.get(path)).status for path in named]

    @pytest.mark.parametrize("name", ["nothing.js", "..%2f__init__.py", "%2e%2e%2fstream.py", "..%5cstream.py"])
    async def test_nothing_else_is_served(self, client: Client, name: str) -> None:
        assert 404 == (await client.get(f"/simulator/static/{name}")).status

    async def test_people(self, client: Client, store: ChatStore) -> None:
        assert await store.simulator_people() == await (await client.get("/simulator/people")).json()

    @pytest.mark.parametrize("path", ["/simulator/people", f"/simulator/events?phone=%2B{KARIM[1:]}"])
    async def test_a_database_that_is_away_is_said(self, client: Client, store: ChatStore, path: str) -> None:
        store.away = True

        assert 503 == (await client.get(path)).status

    @pytest.mark.parametrize("query", ["", "?phone=", "?phone=%20", f"?phone={'9' * 161}", "?phone=%00"])
    async def test_a_stream_is_somebodys(self, client: Client, query: str) -> None:
        assert 400 == (await client.get(f"/simulator/events{query}")).status


class TestStream:
    async def test_tells_the_chat_so_far_then_what_is_new_and_what_has_changed(
        self, client: Client, store: ChatStore
    ) -> None:
        first = store.write({"kind": "text", "text": "bonjour"})
        store.write({"kind": "text", "text": "someone else's"}, phone="+33600000009")
        async with client.get("/simulator/events", params={"phone": KARIM}) as answer:
            assert "text/event-stream" == answer.content_type
            assert "bonjour" == (await next_item(answer.content))[1]["content"]["text"]

            store.answer(MENU)
            assert MENU == (await next_item(answer.content))[1]["part"]

            first["state"] = "done"
            assert (first["id"], "done") == _id_and_state((await next_item(answer.content))[1])

    async def test_a_reconnect_continues(self, client: Client, store: ChatStore) -> None:
        written = [store.write({"kind": "text", "text": str(number)}) for number in range(100)]
        async with client.get("/simulator/events", params={"phone": KARIM}) as answer:
            ids = [(await next_item(answer.content))[0] for _ in written]

        resumed = {"Last-Event-ID": ids[-1]}
        async with client.get("/simulator/events", params={"phone": KARIM}, headers=resumed) as answer:
            heard = (await next_item(answer.content))[1]["id"]

        assert "0-0" == ids[0]
        assert written[0]["id"] < heard <= written[-1]["id"]

    async def test_no_event_id_promises_an_item_that_was_not_told(self, client: Client, store: ChatStore) -> None:
        for number in range(100):
            store.write({"kind": "text", "text": str(number)})
        async with client.get("/simulator/events", params={"phone": KARIM}) as answer:
            told = [await next_item(answer.content) for _ in range(100)]

        assert all(int(event_id.split("-")[0]) < item["id"] for event_id, item in told)

    async def test_ends_when_the_database_goes_away(self, client: Client, store: ChatStore) -> None:
        async with client.get("/simulator/events", params={"phone": KARIM}) as answer:
            store.away = True

            assert b"event: ready" in await answer.content.read()

    async def test_ends_when_the_listener_leaves(self, store: ChatStore) -> None:
        ended = asyncio.Event()

        async def events(request: web.Request) -> web.StreamResponse:
            try:
                return await simulator.events(request)
            finally:
                ended.set()

        app = web.Application()
        app[STORE] = cast(Store, store)
        app.router.add_get("/", events)
        runner = web.AppRunner(app, shutdown_timeout=1)  # a TestServer cancels handlers, a real one does not
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        try:
            host, port = runner.addresses[0]
            url = f"http://{host}:{port}/"
            async with ClientSession() as session, session.get(url, params={"phone": KARIM}) as answer:
                await answer.content.readline()
                assert not ended.is_set()
            await asyncio.wait_for(ended.wait(), 5)
        finally:
            await runner.cleanup()

    async def test_tells_an_item_that_was_committed_late(self, store: ChatStore) -> None:
        late = store.write({"kind": "text", "text": "late"})
        store.write({"kind": "text", "text": "early"})
        chat = store.chats[KARIM]
        chat.remove(late)
        chunks = chat_stream(store, KARIM, (0, 0), poll_seconds=0)
        assert b"early" in await anext(chunks)

        chat.append(late)

        assert b'"late"' in await anext(chunks)

    async def test_beats_while_nothing_happens(self, store: ChatStore) -> None:
        chunks = chat_stream(store, KARIM, (0, 0), poll_seconds=0, heartbeat=0)

        assert (await anext(chunks)).endswith(b"event: ready\ndata: {}\n\n")
        assert b":\n\n" == await anext(chunks)


def _id_and_state(item: dict[str, Any]) -> tuple[int, str]:
    return item["id"], item["state"]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no chromium on this machine: the page is tried where there is one (.ci/run installs it)")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="module")
async def phone(browser: Browser, client: Client) -> AsyncIterator[Page]:
    """The page in a real browser; the test fails with whatever the browser complains about."""
    complaints: list[str] = []
    page = await browser.new_page(base_url=str(client.make_url("/")), locale="fr-FR")
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    await page.close()
    assert [] == [text for text in complaints if "503" not in text]


async def open_chat(page: Page, phone: str = KARIM) -> Locator:
    await page.goto(f"/simulator#{phone}")
    await expect(page.locator("#presence")).to_have_text(re.compile("en ligne|écrit"))
    return page.get_by_role("log")


class TestPage:
    async def test_a_person_is_picked_and_writes(self, phone: Page, store: ChatStore) -> None:
        await phone.goto("/simulator")
        await phone.get_by_role("button", name="Karim Benali").click()
        await phone.get_by_label("Message", exact=True).fill("bonjour")
        await phone.keyboard.press("Enter")
        log = phone.get_by_role("log")
        await expect(log.get_by_role("img", name="Remis")).to_be_visible()

        store.written()[0]["state"] = "done"
        store.answer({"kind": "text", "text": "Bonjour *Karim*"})

        await expect(log.get_by_role("img", name="Traité")).to_be_visible()
        await expect(log.locator("strong")).to_have_text("Karim")
        assert [{"kind": "text", "text": "bonjour"}] == [item["content"] for item in store.written()]
        await expect(log.locator(".row.in")).to_have_count(1)

    @pytest.mark.parametrize("typed", ["06 12 34 56 78", "+33 6 12 34 56 78", "0033612345678"])
    async def test_any_number_may_write(self, phone: Page, store: ChatStore, typed: str) -> None:
        await phone.goto("/simulator")
        await phone.get_by_label("Ou un autre numéro").fill(typed)
        await phone.get_by_role("button", name="Ouvrir").click()
        await phone.get_by_label("Message", exact=True).fill("allo")
        await phone.get_by_role("button", name="Envoyer").click()

        await expect(phone.get_by_role("log").get_by_role("img", name="Remis")).to_be_visible()
        assert ["allo"] == [item["content"]["text"] for item in store.written("+33612345678")]

    async def test_a_button_of_an_old_message_answers_that_message(self, phone: Page, store: ChatStore) -> None:
        old = store.answer(MENU)
        store.answer(MENU)
        log = await open_chat(phone)
        await log.get_by_role("button", name="Mes chantiers").first.click()

        await expect(log.locator(".quote")).to_contain_text("Que voulez-vous faire ?")
        tap = {"kind": "button", "action_id": "view_sites", "title": "Mes chantiers"}
        assert [tap | {"reply_to": old["provider_message_id"]}] == [item["content"] for item in store.written()]

    async def test_a_list_is_used_by_keyboard_alone(self, phone: Page, store: ChatStore) -> None:
        sent = store.answer(SITES)
        log = await open_chat(phone)
        opener = log.get_by_role("button", name="Voir les chantiers")
        await opener.press("Enter")
        await phone.keyboard.press("Escape")
        await expect(phone.get_by_role("dialog")).to_be_hidden()
        await expect(opener).to_be_focused()

        await opener.press("Enter")
        await phone.get_by_role("dialog").get_by_role("button", name="École Jean-Macé").press("Enter")

        await expect(log.get_by_role("img", name="Remis")).to_be_visible()
        tap = {"kind": "button", "action_id": "projects_2", "title": "École Jean-Macé"}
        assert [tap | {"reply_to": sent["provider_message_id"]}] == [item["content"] for item in store.written()]

    @pytest.mark.parametrize("again", ["the button", "a reload"])
    async def test_what_could_not_be_stored_is_kept_and_sent_once(
        self, phone: Page, store: ChatStore, again: str
    ) -> None:
        log = await open_chat(phone)
        store.away = True
        await phone.get_by_label("Message", exact=True).fill("je suis en retard")
        await phone.keyboard.press("Enter")
        await expect(phone.get_by_role("alert")).to_contain_text("renvoyez")
        await expect(log.get_by_role("img", name="Non envoyé")).to_be_visible()

        store.away = False
        if again == "the button":
            await phone.get_by_role("alert").get_by_role("button", name="Renvoyer").click()
        else:
            await phone.reload()

        await expect(log.get_by_role("img", name="Remis")).to_be_visible()
        await expect(phone.get_by_role("alert")).to_be_hidden()
        await expect(log.get_by_text("je suis en retard")).to_have_count(1)
        assert ["je suis en retard"] == [item["content"]["text"] for item in store.written()]

    async def test_an_answer_that_got_lost_makes_no_second_message(self, phone: Page, store: ChatStore) -> None:
        async def lose_the_answer(route: Route) -> None:
            await route.fetch()
            await route.fulfill(status=503)

        log = await open_chat(phone)
        await phone.route("**/simulator/messages", lose_the_answer, times=1)
        await phone.get_by_label("Message", exact=True).fill("bonjour")
        await phone.keyboard.press("Enter")
        await expect(log.get_by_role("img", name="Remis")).to_be_visible()
        await phone.reload()

        await expect(log.get_by_text("bonjour")).to_have_count(1)
        await expect(phone.get_by_role("alert")).to_be_hidden()
        assert 1 == len(store.written())

    async def test_the_line_comes_back_by_itself(self, phone: Page, store: ChatStore) -> None:
        log = await open_chat(phone)
        store.away = True
        await expect(phone.locator("#presence")).to_have_text("connexion…")
        store.answer({"kind": "text", "text": "me revoilà"})
        store.away = False

        await expect(log.get_by_text("me revoilà")).to_be_visible(timeout=15_000)

    async def test_arabic_runs_from_right_to_left(self, phone: Page, store: ChatStore) -> None:
        store.answer({"kind": "text", "text": "مرحبا يوسف"})
        log = await open_chat(phone)

        assert "rtl" == await log.get_by_text("مرحبا").evaluate("text => getComputedStyle(text).direction")

    async def test_a_message_is_text_whatever_it_holds(self, phone: Page, store: ChatStore) -> None:
        store.write({"kind": "text", "text": "<img src=x onerror=alert(1)> <b>gras</b>"})
        store.answer(
            {"kind": "media", "media": {"kind": "document", "url": "javascript:alert(1)", "filename": "x.pdf"}}
        )
        log = await open_chat(phone)

        await expect(log.get_by_text("<b>gras</b>")).to_be_visible()
        await expect(log.locator("img:not(svg), a")).to_have_count(0)

    async def test_a_document_is_a_card_with_its_link(self, phone: Page, store: ChatStore) -> None:
        media = {"kind": "document", "url": "https://example.com/plan.pdf", "filename": "plan.pdf"}
        store.answer({"kind": "media", "text": "Le plan", "media": media | {"mime_type": "application/pdf"}})
        log = await open_chat(phone)

        await expect(log.get_by_role("link", name="plan.pdf")).to_have_attribute("href", media["url"])
        await expect(log.get_by_text("Document · PDF")).to_be_visible()
