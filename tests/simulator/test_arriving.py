"""Trouble on the way in, made by the page: whatever arrives how, it takes effect once."""

from __future__ import annotations

from playwright.async_api import Request, expect

from tests.door.servers import on_one_server
from tests.house import House
from tests.phones import JEAN
from tests.simulator.screen import Screen, looking

pytestmark = on_one_server

_TEXTS = "select content ->> 'text' from inbox order by id"


async def _answered(screen: Screen, times: int) -> None:
    await expect(screen.log.locator(".row.out:not(.typing)")).to_have_count(times)


async def test_twice_swapped_and_in_one_batch(house: House) -> None:
    posts: list[str] = []

    def posted(request: Request) -> None:
        if request.method == "POST":
            posts.append(request.post_data or "")

    async with looking(house, JEAN) as screen:
        screen.page.on("request", posted)
        await screen.breaks("Livré deux fois")
        await screen.says("Bonjour")
        await _answered(screen, 1)
        await house.settled()
        assert len(posts) == 2
        assert posts[0] == posts[1]
        assert await house.rows.column(_TEXTS) == ["Bonjour"]

        await screen.breaks("Dans le désordre")
        await screen.says("Merci")
        await expect(screen.page.get_by_text("1 message retenu")).to_be_visible()
        await screen.says("Menu")
        await _answered(screen, 3)
        await house.settled()
        assert await house.rows.column(_TEXTS) == ["Bonjour", "Menu", "Merci"]

        await screen.breaks("Ensemble, en un lot")
        for text in ("Salut", "Mes chantiers"):
            await screen.says(text)
        await expect(screen.page.get_by_text("2 messages retenus")).to_be_visible()
        await screen.page.get_by_role("button", name="Livrer").click()
        await expect(screen.page.get_by_text("retenu")).to_be_hidden()
        await house.until("select count(*) = 5 from inbox")
        await house.settled()
        assert posts[-1].count('"id"') == 2
        assert await house.rows.column(_TEXTS) == ["Bonjour", "Menu", "Merci", "Salut", "Mes chantiers"]
        await screen.mends()
        assert (
            await house.rows.value("select count(*) from inbox where outcome <> 'answered' and outcome <> 'merged'")
            == 0
        )


async def test_late_and_what_is_held_is_let_go_when_it_ends(house: House) -> None:
    async with looking(house) as screen:
        await screen.page.clock.install()
        await screen.page.goto(f"{house.address}/simulator?#{JEAN}")
        await screen.breaks("En retard")
        await screen.says("Bonjour")
        await expect(screen.log.get_by_role("img", name="Envoi en cours")).to_be_visible()
        assert await house.rows.value("select count(*) from inbox") == 0
        await screen.page.clock.fast_forward(5000)
        await _answered(screen, 1)

        await screen.breaks("Dans le désordre")
        await screen.says("Merci")
        await expect(screen.page.get_by_text("1 message retenu")).to_be_visible()
        await screen.mends()
        await house.until("select count(*) = 2 from inbox where outcome = 'answered'")
