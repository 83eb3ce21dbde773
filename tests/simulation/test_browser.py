"""The story of part A on the simulator's page, with the real relais behind the real contract."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from simulation import SendTrouble, Simulation
from tests.browser import open_page, watched
from tests.door.servers import on_one_server
from tests.house import House
from tests.phones import JEAN

pytestmark = on_one_server

FILES = "https://files.example.com/"


async def test_the_story_in_the_browser(relais: House, simulation: Simulation) -> None:
    async with open_page(viewport={"width": 390, "height": 844}) as page:
        troubles = watched(page, simulation.url, FILES, "blob:")
        await page.route(f"{FILES}**", lambda route: route.fulfill(status=200, content_type="image/jpeg", body=b""))
        await page.goto(f"{simulation.url}/simulator#{JEAN}")
        log = page.get_by_role("log")

        await page.get_by_label("Message", exact=True).fill("Bonjour")
        await page.get_by_role("button", name="Envoyer", exact=True).click()
        await expect(log.get_by_text("Bonjour Jean")).to_be_visible()

        for opens, row in (("Menu", "Voir mes chantiers"), ("Choisir un chantier", "Champigny")):
            await log.get_by_role("button", name=opens).last.click()
            await page.get_by_role("dialog").get_by_role("button", name=row).click()
        await expect(log.get_by_text("Champigny :")).to_be_visible()

        await log.get_by_role("button", name="Choisir une tâche").last.click()
        await page.get_by_role("dialog").get_by_role("button", name="dalle").click()
        await expect(log.get_by_role("link", name="Plan de ferraillage.pdf")).to_be_visible()
        await expect(log.get_by_role("img", name="Lu").last).to_be_visible()

        assert troubles == []
    await relais.settled()
    assert await relais.rows.column("select outcome from inbox order by id") == ["answered"] * 4


@pytest.mark.parametrize("phone", [JEAN, f"whatsapp:{JEAN}"], ids=["cloud", "twilio"])
async def test_trouble_is_chosen_seen_and_told(relais: House, simulation: Simulation, phone: str) -> None:
    async with open_page(viewport={"width": 1280, "height": 800}) as page:
        troubles = watched(page, simulation.url, "blob:")
        await page.goto(f"{simulation.url}/simulator#{phone}")
        log = page.get_by_role("log")

        await page.get_by_role("button", name="Pannes", exact=True).click()
        await page.get_by_label(SendTrouble.REFUSED.title).check()
        await page.keyboard.press("Escape")
        await page.get_by_label("Message", exact=True).fill("Bonjour")
        await page.get_by_role("button", name="Envoyer", exact=True).click()
        await expect(log.get_by_role("img", name="Échec")).to_be_visible()

        await page.get_by_role("button", name="Coulisses", exact=True).click()
        backstage = page.locator("#backstage")
        await expect(backstage.get_by_role("heading", name="Webhooks")).to_be_visible()
        await expect(backstage.get_by_role("heading", name="Appels du bot")).to_be_visible()

        assert troubles == []
    await relais.until("select state = 'failed' from outbox")
