"""The shared inbox in a real browser: an operator takes over, answers, hands back; live, by keyboard, on a phone."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator
from dataclasses import dataclass

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser import open_page, serious_findings, watched
from tests.console.hostile import ALL, SCRIPTS
from tests.console.operator import TOKEN
from tests.console.talks import JEAN, LIST, YOUSSEF, address, phone, post
from tests.dead.test_dead import BREAK, MEND
from tests.door.conftest import dsn, shared_dsn
from tests.door.servers import on_one_server
from tests.fakes import graph
from tests.fakes.files import Held
from tests.house import House
from tests.phones import Phone

__all__ = ["dsn", "shared_dsn"]

pytestmark = on_one_server

TOO_WIDE = "document.documentElement.scrollWidth - window.innerWidth"


TOUCH_ALL = """() => document.querySelectorAll("main *").forEach(element => {
    for (const name of ["mouseover", "focus", "error", "load"]) element.dispatchEvent(new Event(name));
})"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A browser in which somebody is logged in."""

    house: House
    page: Page

    async def opens(self, where: str) -> None:
        await self.page.goto(f"{self.house.address}{where}")

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)


async def _desk(house: House, **options: object) -> AsyncGenerator[Desk]:
    async with open_page(**{"viewport": {"width": 1280, "height": 800}, **options}) as page:
        troubles = watched(page, house.address)
        await page.goto(f"{house.address}/console/login?next={LIST}")
        await page.get_by_label("Admin token").fill(TOKEN)
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", name="Conversations")).to_be_visible()
        yield Desk(house=house, page=page)
        assert troubles == []


@pytest.fixture
async def desk(house: House) -> AsyncGenerator[Desk]:
    async for opened in _desk(house):
        yield opened


async def test_an_operator_takes_over_answers_and_hands_back(desk: Desk, jean: Phone) -> None:
    page, log = desk.page, desk.page.get_by_role("log")
    await jean.says("Je voudrais parler à quelqu'un")
    row = page.get_by_role("link", name="Jean")
    await expect(row).to_contain_text("unread")
    await expect(row).to_contain_text(re.compile(r"with the team · 6 h 59 min left"))
    await row.click()
    await expect(log).to_contain_text("Je voudrais parler à quelqu'un")
    left = page.locator(".deeds time[data-until]")
    await expect(left).to_have_text("6 h 59 min")
    await desk.house.rows.run(
        "update subcontractors set handoff_until = now() + interval '70 s' where phone = $1", JEAN
    )
    await expect(left).to_have_text(re.compile(r"^5\d s$"))

    await page.get_by_label("Answer").fill("C'est *Paul*.\nJ'arrive <tout de suite>.")
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_role("status").filter(has_text="on its way")).to_be_visible()
    await expect(log.locator(".human")).to_contain_text("C'est *Paul*.")
    await desk.house.settled()
    assert (await jean.screen())[-1].body == "C'est *Paul*.\nJ'arrive <tout de suite>."
    await expect(page.get_by_label("Answer")).to_have_value("")

    assert await jean.says("Merci Paul") == []
    await expect(log).to_contain_text("Merci Paul")
    await desk.button("Give back to the bot").click()
    await expect(page.get_by_role("status").filter(has_text="Given back")).to_be_visible()
    assert await jean.says("Bonjour")
    await expect(page.get_by_role("link", name="Go to the newest")).to_be_visible()


async def test_what_is_half_written_survives_what_arrives(desk: Desk, jean: Phone) -> None:
    page, log = desk.page, desk.page.get_by_role("log")
    [hello] = await jean.says("Bonjour")
    await desk.opens(await address(desk.house))
    box = page.get_by_label("Answer")
    await box.fill("Je regarde et")
    await page.locator(".side").evaluate("side => { side.dataset.mine = 'kept'; }")
    await jean.says("Vous êtes là ?")
    await expect(log).to_contain_text("Vous êtes là ?")
    await desk.house.from_meta(graph.webhook(statuses=[graph.status(hello.id, "read")]))
    await expect(log.locator(".tick.read")).to_have_count(1)
    await expect(box).to_have_value("Je regarde et")
    await expect(box).to_be_focused()
    assert await page.locator(".side").get_attribute("data-mine") == "kept", "the page was not loaded anew"

    await log.get_by_role("link", name=re.compile("^Story")).first.click()
    await expect(page.get_by_role("heading", name="Story of a message")).to_be_visible()
    await expect(box).to_have_value("Je regarde et")


async def test_a_new_conversation_appears_in_the_list(desk: Desk) -> None:
    await expect(desk.page.get_by_text("Nobody has written yet.")).to_be_visible()
    await phone(desk.house, YOUSSEF).says("مرحبا")
    await expect(desk.page.get_by_role("link", name="Youssef")).to_be_visible()


async def test_ending_asks_first(desk: Desk, jean: Phone) -> None:
    await jean.says("Bonjour")
    await desk.opens(await address(desk.house))
    await desk.page.get_by_text("End…").click()
    assert await desk.house.rows.value("select status from conversation_sessions") == "active"
    await desk.button("Yes, end it").click()
    await expect(desk.page.get_by_text("The conversation is over: ended by an operator.")).to_be_visible()


async def test_dead_letters_are_tried_again_by_keyboard(desk: Desk, jean: Phone) -> None:
    page = desk.page
    await desk.house.rows.run(BREAK)
    for _ in range(2):
        await jean.says("mes chantiers")
    await desk.house.rows.run(MEND)
    await desk.opens("/console/dead")
    await page.get_by_label("All on this page").focus()
    await page.keyboard.press("Space")
    await expect(page.get_by_text("2 ticked")).to_be_visible()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("2 messages tried again.")).to_be_visible()
    await expect(page.get_by_text("Nothing is set aside.")).to_be_visible()
    await desk.house.settled()
    assert await desk.house.rows.column("select outcome from inbox") == ["answered"] * 2


async def test_everything_is_done_by_keyboard(desk: Desk, jean: Phone) -> None:
    page = desk.page
    await jean.says("La grue est en panne")
    await desk.opens("/console/health")
    await page.keyboard.press("/")
    await expect(page.get_by_label("Search messages")).to_be_focused()
    await page.keyboard.type("grue")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("found here")).to_be_visible()
    await page.get_by_role("link", name="Jean").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator(":target")).to_contain_text("La grue est en panne")
    await desk.button("Take over").focus()
    await page.keyboard.press("Enter")
    await expect(desk.button("Give back to the bot")).to_be_visible()
    await page.get_by_label("Answer").focus()
    await page.keyboard.type("1/2")
    await expect(page.get_by_label("Answer")).to_have_value("1/2")


@pytest.fixture
async def harmed(house: House) -> str:
    """Jean wrote what harms, is called so, and works on a site of that name; return where his conversation stands."""
    await house.rows.run("update subcontractors set name = $1 where phone = $2", ALL, JEAN)
    await house.rows.run("update projects set name = $1, location = $1", ALL)
    await house.rows.run("update tasks set title = $1", ALL[:500])
    await house.rows.run("update documents set name = $1, url = 'javascript:window.harmed=2'", ALL)
    jean = phone(house)
    await jean.says("mes chantiers")
    await jean.taps_id("proj_90000000-0000-4000-8000-000000000001", ALL)
    await post(house, *(graph.text(JEAN, said) for said in SCRIPTS.values()))
    held = house.graph.media.put(Held(content=b"%PDF-1.7", mime_type="application/pdf"))
    await post(house, graph.media(JEAN, "document", id=held, mime_type="application/pdf", filename=ALL, caption=ALL))
    await post(house, graph.button(JEAN, "x", ALL))
    await house.rows.run("update conversation_sessions set summary = $1", ALL)
    await house.rows.run(
        "update inbox set last_error = $1, state = 'dead', outcome = 'dead' where kind = 'document'", ALL
    )
    await house.rows.run("update outbox set last_error = $1, state = 'dead' where id % 2 = 0", ALL)
    await house.rows.run("update messages set status = 'dead' where direction = 'outbound'")
    return await address(house)


async def test_what_harms_does_nothing(desk: Desk, harmed: str) -> None:
    page = desk.page
    story = await desk.house.rows.value("select id from messages where kind = 'document' and direction = 'inbound'")
    for where in (
        LIST,
        f"{LIST}?q=window",
        harmed,
        f"{harmed}?story={story}",
        f"/console/messages/{story}",
        "/console/dead",
    ):
        await desk.opens(where)
        await expect(page.get_by_text("window.harmed").first).to_be_attached()
        await page.evaluate(TOUCH_ALL)
        assert await page.locator("[href^='javascript'], [src^='javascript'], [action^='javascript']").count() == 0
        assert await page.evaluate("window.harmed") is None
        assert await page.locator("[onerror], [onload], [onfocus], [onmouseover], main script, main style").count() == 0
        assert await page.locator("form[action*='evil']").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_a_phone_shows_one_pane_at_a_time(house: House, scheme: str) -> None:
    await phone(house).says("mes chantiers")
    await phone(house, YOUSSEF).says("ورشاتي")
    await house.rows.run(
        "update subcontractors set name = repeat('Wolfeschlegelsteinhausen', 4) where phone = $1", JEAN
    )
    await house.rows.run("update messages set body = repeat('x', 400) where direction = 'inbound'")
    async for desk in _desk(house, viewport={"width": 360, "height": 740}, color_scheme=scheme):
        here, page = await address(house), desk.page
        story = await house.rows.value("select id from messages limit 1")
        pages = (
            LIST,
            here,
            f"{here}?side=facts",
            f"{here}?story={story}",
            f"/console/messages/{story}",
            "/console/dead",
        )
        for where in (*pages, await address(house, YOUSSEF)):
            await desk.opens(where)
            await expect(page.get_by_role("heading").first).to_be_visible()
            assert await page.evaluate(TOO_WIDE) <= 0, where
            assert await serious_findings(page) == [], where
        await desk.opens(here)
        await expect(page.get_by_role("complementary")).to_be_hidden()
        await page.get_by_role("link", name="Details").click()
        await expect(page.get_by_role("complementary")).to_be_visible()
        await expect(page.get_by_role("log")).to_be_hidden()
        await page.get_by_role("link", name="Back").click()
        await expect(page.get_by_role("log")).to_be_visible()


async def test_a_large_screen_can_be_used_by_everybody(desk: Desk, jean: Phone) -> None:
    await jean.says("mes chantiers")
    here = await address(desk.house)
    story = await desk.house.rows.value("select id from messages limit 1")
    for where in (LIST, f"{LIST}?q=x", here, f"{here}?story={story}", f"/console/messages/{story}", "/console/dead"):
        await desk.opens(where)
        await expect(desk.page.get_by_role("heading").first).to_be_visible()
        assert await serious_findings(desk.page) == [], where


async def test_without_scripts_everything_still_works(house: House, jean: Phone) -> None:
    await jean.says("Bonjour")
    async for desk in _desk(house, java_script_enabled=False):
        page = desk.page
        await page.get_by_role("link", name="Jean").click()
        await desk.button("Take over").click()
        await expect(page.get_by_text("The team has the conversation for")).to_be_visible()
        await page.get_by_label("Answer").fill("C'est Paul.")
        await desk.button("Send").click()
        await expect(page.get_by_role("log")).to_contain_text("C'est Paul.")
        await desk.button("Give back to the bot").click()
        await expect(page.get_by_text("Given back")).to_be_visible()
