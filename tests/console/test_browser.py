"""The console in a real browser: by keyboard alone, live, on a phone, in both themes, for everybody."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Literal

from playwright.async_api import Page, ViewportSize, expect

from tests.browser import open_page, serious_findings, watched
from tests.console.operator import TOKEN
from tests.door.servers import on_one_server
from tests.house import House
from tests.phones import Phone
from tests.spool.conftest import Away, stopped

__all__ = ["stopped"]

pytestmark = on_one_server

DESKTOP, PHONE = ViewportSize(width=1280, height=800), ViewportSize(width=360, height=740)
THEMES: Sequence[Literal["light", "dark"]] = ("light", "dark")


async def _log_in(page: Page, house: House, address: str = "/console") -> None:
    await page.goto(f"{house.address}{address}")
    await page.get_by_label("Admin token").fill(TOKEN)
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"{house.address}{address}")


async def test_by_keyboard_alone(house: House) -> None:
    async with open_page(viewport=DESKTOP) as page:
        await page.goto(f"{house.address}/console/health")
        await page.keyboard.type("not the token")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("alert")).to_have_text("This is not the admin token.")
        await page.keyboard.type(TOKEN)
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", level=1)).to_have_text("Health")

        await page.keyboard.press("Tab")
        await expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("main")).to_be_focused()
        await page.get_by_role("button", name="Examine now").focus()
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("Examined")).to_be_visible()
        await expect(page.get_by_role("heading", name="Examination")).to_be_focused()

        await page.get_by_role("link", name="Overview").focus()
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
        await page.get_by_role("button", name="Log out").focus()
        await page.keyboard.press("Enter")
        await expect(page.get_by_label("Admin token")).to_be_focused()
        await page.goto(f"{house.address}/console")
        await expect(page.get_by_label("Admin token")).to_be_visible()


async def test_by_plain_http_and_another_name_than_localhost(house: House) -> None:
    """There browsers do not say whose page sends a form, but by its Origin."""
    async with open_page("--host-resolver-rules=MAP relais.lan 127.0.0.1") as page:
        await page.goto(f"{house.address.replace('127.0.0.1', 'relais.lan')}/console/login")
        await page.get_by_label("Admin token").fill(TOKEN)
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
        await page.get_by_role("button", name="Log out").click()
        await expect(page.get_by_label("Admin token")).to_be_focused()


async def test_the_overview_is_live_and_leaves_alone_what_somebody_does(house: House, jean: Phone) -> None:
    async with open_page(viewport=DESKTOP) as page:
        troubles = watched(page, house.address)
        await _log_in(page, house)
        messages = page.get_by_role("region", name="Messages").locator(".value")
        await expect(messages).to_have_text("0")
        table = page.get_by_text("All figures as a table")
        await table.click()
        letters = page.get_by_role("region", name="Dead letters").get_by_role("link")
        await letters.focus()
        await page.evaluate("window.mark = document.querySelector('.cards')")

        await jean.says("Bonjour")
        await expect(messages).to_have_text("1")
        await expect(page.get_by_role("region", name="Outcomes").get_by_role("row", name="answered 1")).to_be_visible()
        await expect(page.get_by_role("region", name="All figures")).to_be_visible()
        await house.rows.run("update inbox set state = 'dead', outcome = 'dead'")
        await expect(page.locator("#news")).to_have_text("2 alerts")  # the other one: no templates yet
        await expect(page.locator("#alert-dead_messages")).to_be_visible()
        await expect(page.get_by_role("region", name="Dead letters").locator(".value")).to_have_text("1")
        await expect(letters).to_be_focused()
        assert await page.evaluate("window.mark.isConnected"), "the page was not loaded anew"
        assert not troubles


async def test_an_outage_is_told_and_its_end(house: House, stopped: Away) -> None:
    async with open_page(viewport=DESKTOP) as page:
        await _log_in(page, house)
        line = page.locator("#line")
        await expect(page.get_by_role("region", name="Messages")).to_be_visible()
        await expect(line).to_be_hidden()
        with stopped():
            await expect(line).to_be_visible()
            await expect(line).to_contain_text("Connection lost")
        await expect(line).to_be_hidden()


async def test_the_end_of_the_log_in_is_told(house: House) -> None:
    async with open_page(viewport=DESKTOP) as page:
        await _log_in(page, house)
        await expect(page.get_by_role("region", name="Messages")).to_be_visible()
        await page.context.clear_cookies()
        await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # as somebody who comes back does
        await expect(page.locator("#line")).to_contain_text("Your log-in has ended")


async def test_pages_are_for_everybody_and_fit_a_phone(house: House, jean: Phone) -> None:
    await jean.says("Bonjour")
    await house.rows.run("update outbox set last_error = repeat('unbroken', 40)")
    async with open_page() as page:
        troubles = watched(page, house.address)
        await page.goto(f"{house.address}/console/login")
        await _are_for_everybody(page)
        await _log_in(page, house)
        for address in ("/console", "/console/health"):
            await page.goto(f"{house.address}{address}")
            await expect(page.get_by_role("heading", level=1)).to_be_visible()
            await _are_for_everybody(page)
        assert not troubles


async def _are_for_everybody(page: Page) -> None:
    """Look at a page in both themes and sizes."""
    for theme, viewport in product(THEMES, (DESKTOP, PHONE)):
        await page.emulate_media(color_scheme=theme)
        await page.set_viewport_size(viewport)
        assert await serious_findings(page) == []
        assert await page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
