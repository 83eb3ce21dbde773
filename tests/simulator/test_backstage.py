"""The panel behind the scenes, by keyboard, and on a phone."""

from __future__ import annotations

from playwright.async_api import expect

from tests.browser import serious_findings
from tests.door.servers import on_one_server
from tests.house import House
from tests.phones import JEAN
from tests.simulator.screen import PHONE, looking

pytestmark = on_one_server


async def test_follows_the_newest_message_until_one_is_pinned(house: House) -> None:
    async with looking(house, JEAN) as screen:
        panel = screen.page.get_by_role("complementary", name="Coulisses")
        await screen.page.get_by_role("button", name="Coulisses").click()
        await screen.says("Je voudrais voir mes chantiers")
        await expect(panel.get_by_text("classify_intent", exact=True)).to_be_visible()
        await expect(panel).to_contain_text("list_projects")
        await expect(panel).to_contain_text("sinon ")
        await expect(panel.get_by_role("heading", name="Outils")).to_be_visible()
        session = await house.rows.value("select id::text from conversation_sessions")
        await expect(panel.get_by_text(session, exact=True)).to_be_visible()
        [sent] = await house.rows.column("select provider_message_id from outbox")
        await expect(panel).to_contain_text(f"sent · essais 1 · {sent}")
        await panel.get_by_text("JSON · content").click()
        await expect(panel.get_by_text('"text": "Je voudrais voir mes chantiers"').first).to_be_visible()

        await screen.acts("Je voudrais", "menuitem", "Voir en coulisses")
        pin = panel.get_by_role("button", name="Épingler")
        await expect(pin).to_have_attribute("aria-pressed", "true")
        [pinned] = await house.rows.column("select provider_message_id from inbox")
        async with screen.page.expect_response("**/simulator/story?**") as asked:
            await screen.says("Merci")
        assert (await asked.value).url.endswith(pinned)
        await expect(screen.log.get_by_role("img", name="Traité")).to_have_count(2)
        await expect(panel.locator(".backstage-message")).to_have_text("Je voudrais voir mes chantiers")
        await pin.click()
        await expect(panel.locator(".backstage-message")).to_have_text("Merci")
        assert await serious_findings(screen.page) == []


async def test_by_keyboard_alone_on_a_phone(house: House) -> None:
    async with looking(house, JEAN, viewport=PHONE, color_scheme="dark") as screen:
        page, keys = screen.page, screen.page.keyboard
        await page.get_by_label("Message", exact=True).focus()
        await keys.type("Bonjour")
        await keys.press("Enter")
        await expect(screen.log.get_by_text("Bonjour Jean")).to_be_visible()

        await screen.log.get_by_role("button", name="Actions du message").last.press("Enter")
        await keys.press("ArrowRight")
        await keys.press("Enter")
        await expect(screen.log.get_by_role("img", name="Réaction : ❤️")).to_be_visible()

        stage = page.get_by_role("button", name="Coulisses")
        await stage.press("Enter")
        await expect(
            page.get_by_role("complementary", name="Coulisses").get_by_text("identify", exact=True)
        ).to_be_visible()
        assert await page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
        assert await serious_findings(page) == []
        await page.get_by_role("button", name="Fermer les coulisses").press("Enter")
        await expect(stage).to_be_focused()

        await page.get_by_role("button", name="Pannes").press("Enter")
        await page.get_by_label("Livré deux fois").press("Space")
        await keys.press("Escape")
        await page.get_by_role("button", name="Tout arrêter").press("Enter")
        await expect(page.get_by_text("Livré deux fois")).to_be_hidden()
