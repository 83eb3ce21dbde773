"""The story, clicked through in the simulator: a real browser, the real door, worker and database."""

from __future__ import annotations

from playwright.async_api import ConsoleMessage, Request, expect

from tests.browser import open_page
from tests.house import House
from tests.phones import JEAN

FILES = "https://files.example.com/"
"""Where the company's documents lie: the one other address that the page may show something of."""

EDGE_PX = 10
"""A line begins nearer than this to the side from which it is read."""

LINES = """text => {
    const [node, box] = [text.firstChild, text.getBoundingClientRect()];
    let start = 0;
    return node.data.split("\\n").map(line => {
        const range = document.createRange();
        range.setStart(node, start);
        range.setEnd(node, start + line.length);
        start += line.length + 1;
        const { left, right, bottom } = range.getBoundingClientRect();
        return { left: left - box.left, right: box.right - right, bottom };
    });
}"""
"""How far each line of a text stays from its box's left and right side, and where it ends below, in pixels."""


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


async def test_arabic_is_read_from_the_right_and_french_beside_it_from_the_left(house: House) -> None:
    async with open_page(viewport={"width": 390, "height": 844}) as page:
        await page.goto(f"{house.address}/simulator#{JEAN}")
        log, sheet = page.get_by_role("log"), page.get_by_role("dialog")

        await page.get_by_label("Message", exact=True).fill("ورشاتي")
        await page.get_by_role("button", name="Envoyer").click()
        openers = log.locator("[aria-haspopup=dialog]")
        for count, name in enumerate(("Champigny", "dalle"), 1):
            await expect(openers).to_have_count(count)
            await openers.last.click()
            row = sheet.get_by_role("button", name=name)
            [title] = await row.locator(".sheet-title").evaluate(LINES)
            assert title["right"] < EDGE_PX < title["left"]
            await row.click()

        body = log.locator(".body").filter(has_text="Béton C25/30")
        name_of_task, *_, last = await body.locator(".text").evaluate(LINES)
        time = await body.locator(".meta").bounding_box()
        assert name_of_task["left"] < EDGE_PX
        assert last["right"] < EDGE_PX < last["left"]
        assert time
        assert time["y"] >= last["bottom"] - 1
