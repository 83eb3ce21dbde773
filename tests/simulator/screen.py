"""The simulator's page on one screen, driven as a person does: by what is written on it."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Locator, Page, expect

from tests.browser import open_page, watched
from tests.house import House

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1440, "height": 900}


@dataclass(frozen=True, slots=True)
class Screen:
    """A page, or one phone of several (`within`)."""

    page: Page
    within: Page | Locator

    @property
    def log(self) -> Locator:
        return self.within.get_by_role("log")

    def of(self, name: str) -> Screen:
        """Return the phone of one person among several."""
        return Screen(self.page, self.page.get_by_role("region", name=name))

    async def says(self, text: str) -> None:
        await self.within.get_by_label("Message", exact=True).fill(text)
        await self.sends()

    async def sends(self) -> None:
        await self.within.get_by_role("button", name="Envoyer").click()

    async def attaches(self, item: str, file: Any) -> None:
        """Choose a file as the menu offers it."""
        await self.within.get_by_role("button", name="Joindre").click()
        async with self.page.expect_file_chooser() as chooser:
            await self.page.get_by_role("menuitem", name=item).click()
        await (await chooser.value).set_files(file)

    async def acts(self, text: str, role: Any, name: str) -> None:
        """Do something with the message that says `text`."""
        row = self.log.locator(".row").filter(has_text=text).last
        await row.hover()
        await row.get_by_role("button", name="Actions du message").click()
        await self.page.get_by_role(role, name=name).click()

    async def breaks(self, *choices: str) -> None:
        """Switch trouble on."""
        await self.within.get_by_role("button", name="Pannes").click()
        dialog = self.page.get_by_role("dialog", name="Pannes")
        for choice in choices:
            await dialog.get_by_label(choice).check()
        await dialog.get_by_role("button", name="Fermer").click()
        await expect(dialog).to_be_hidden()

    async def mends(self) -> None:
        """Switch it all off, by one press."""
        off = self.within.get_by_role("button", name="Tout arrêter")
        await off.click()
        await expect(off).to_be_hidden()


@asynccontextmanager
async def looking(house: House, *people: str, script: str = "", **options: Any) -> AsyncGenerator[Screen]:
    """Open the page as these people; in the end it has complained of nothing and asked no other host."""
    async with open_page(**{"viewport": DESK, "locale": "fr-FR", **options}) as page:
        if script:
            await page.add_init_script(script)
        troubles = watched(page, house.address, f"blob:{house.address}")
        await page.goto(f"{house.address}/simulator#{','.join(people)}")
        yield Screen(page, page)
        assert troubles == []
