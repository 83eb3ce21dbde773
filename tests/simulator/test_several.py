"""Several people on one desk: each their own chat, stream and composer."""

from __future__ import annotations

from playwright.async_api import expect

from tests.browser import serious_findings
from tests.door.servers import on_one_server
from tests.house import House
from tests.phones import JEAN
from tests.simulator.screen import PHONE, looking

pytestmark = on_one_server

MARIA, ANDREI = "+33600000002", "+33600000003"


async def test_people_side_by_side_do_not_mix(house: House) -> None:
    async with looking(house, JEAN) as screen:
        page = screen.page
        await page.get_by_role("button", name="Ajouter à côté").first.click()
        await expect(page).to_have_url(f"{house.address}/simulator#{JEAN},{MARIA}")
        jean, maria = screen.of("Jean"), screen.of("Maria")
        await jean.says("Bonjour")
        await maria.says("Bom dia")
        await expect(jean.log.get_by_text("Bonjour Jean")).to_be_visible()
        await expect(maria.log.get_by_text("Maria!")).to_be_visible()
        for phone, other in ((jean, "Bom dia"), (maria, "Bonjour")):
            await expect(phone.log.locator(".row.in")).to_have_count(1)
            await expect(phone.log.get_by_text(other)).to_have_count(0)
        assert await house.rows.column("select sender from inbox order by sender") == [JEAN, MARIA]
        assert await serious_findings(page) == []

        await jean.within.get_by_role("button", name="Retirer cette conversation").click()
        await expect(page).to_have_url(f"{house.address}/simulator#{MARIA}")
        await expect(page.get_by_role("region", name="Conversation avec Relais")).to_have_count(1)
        await expect(page.get_by_role("log").get_by_text("Maria!")).to_be_visible()


async def test_a_phone_shows_one_of_them_at_a_time(house: House) -> None:
    async with looking(house, JEAN, MARIA, ANDREI, viewport=PHONE) as screen:
        await expect(screen.log).to_have_count(1)
        await expect(screen.log).to_contain_text("Andrei")
        assert await screen.page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


async def test_without_a_number_one_is_still_the_same_person(house: House) -> None:
    async with looking(house, JEAN) as screen:
        await screen.breaks("Sans numéro")
        for count, text in enumerate(("Bonjour", "Menu"), 1):
            await screen.says(text)
            await expect(screen.log.locator(".row.out:not(.typing)")).to_have_count(count)
        await house.settled()
    assert await house.rows.column("select sender from inbox order by id") == [JEAN, "FR.33600000001"]
    assert await house.rows.column("select distinct contact_id::text from inbox") == [
        await house.rows.value("select id::text from subcontractors where phone = $1", JEAN)
    ]
    [known] = [one for one in (await house.http.get("/simulator/people")).json() if one["phone"] == JEAN]
    assert known["user_id"] == "FR.33600000001"


async def test_somebody_known_by_a_user_id_alone(house: House) -> None:
    async with looking(house, "FR.1a2b3c") as screen:
        await screen.says("Bonjour")
        await expect(screen.log.locator(".row.out:not(.typing)")).to_have_count(1)
    assert await house.rows.all("select sender, outcome from inbox") == [{"sender": "FR.1a2b3c", "outcome": "refused"}]
