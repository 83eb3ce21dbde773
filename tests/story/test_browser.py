"""The story, clicked through in the simulator: a real browser, the real door, worker and database."""

from __future__ import annotations

from playwright.async_api import ConsoleMessage, Request, expect

from tests.browser import open_page
from tests.house import House
from tests.phones import JEAN

FILES = "https://files.example.com/"
"""Where the company's documents lie: the one other address that the page may show something of."""


async def test_the_story_in_the_browser(house: House) -> None:
    async with open_page(viewport={"width": 390, "height": 844}) as page:
        troubles: list[str] = []

        def said(message: ConsoleMessage) -> None:
            if message.type == "error":
                troubles.append(message.text)

        def asked(request: Request) -> None:
            if not request.url.startswith((house.address, FILES)):
                troubles.append(request.url)

        await page.route(f"{FILES}**", lambda route: route.fulfill(status=200, content_type="image/jpeg", body=b""))
        page.on("console", said)
        page.on("request", asked)
        await page.goto(f"{house.address}/simulator#{JEAN}")
        log = page.get_by_role("log")

        await page.get_by_label("Message", exact=True).fill("Bonjour")
        await page.get_by_role("button", name="Envoyer").click()
        await expect(log.get_by_text("Bonjour Jean")).to_be_visible()

        for opens, row in (("Menu", "Voir mes chantiers"), ("Choisir un chantier", "Champigny")):
            await log.get_by_role("button", name=opens).last.click()
            await page.get_by_role("dialog").get_by_role("button", name=row).click()
        await expect(log.get_by_text("Champigny :")).to_be_visible()

        await log.get_by_role("button", name="Choisir une tâche").last.click()
        await page.get_by_role("dialog").get_by_role("button", name="dalle").click()
        await expect(log.get_by_role("link", name="Plan de ferraillage.pdf")).to_be_visible()

        assert not troubles
    await house.settled()
    assert await house.rows.value("select count(*) from conversation_sessions") == 1
    assert await house.rows.column("select outcome from inbox order by id") == ["answered"] * 4
