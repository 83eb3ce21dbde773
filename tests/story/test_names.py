"""A name that is typed opens what it names, and nothing that merely looks alike."""

from __future__ import annotations

import pytest

from tests.conftest import Logged
from tests.phones import Phone
from tests.story.posting import add_sites

OPENS = {
    "numbers at the end": (("Résidence Les Lilas 1", "Résidence Les Lilas 2"), "residence les lilas 1"),
    "one number begins the other": (("Site 250", "Site 25"), "site 25"),
    "a plural": (("Bureaux",), "bureaux !"),
    "an intent's word": (("Mercier",), "Mercier"),
}

OPENS_NOTHING = {
    "another number": ("Maison 11", "maison 12"),
    "another lot": ("Lot 1", "lot 4"),
    "another tower": ("Tour 2", "tour 3"),
    "another letter": ("Bâtiment C", "batiment a"),
    "thanks": ("Mercier", "merci"),
    "another town": ("Villiers", "champagne !"),
    "an emoji": ("🏠", "👍"),
    "punctuation": ("!!!", "?"),
}


@pytest.mark.parametrize(("sites", "typed"), OPENS.values(), ids=OPENS)
async def test_an_exact_name_opens_its_site(jean: Phone, sites: tuple[str, ...], typed: str) -> None:
    await add_sites(jean, *sites)
    await jean.says("mes chantiers")
    await jean.says(typed)
    named = sites[-1] if len(sites) == 1 or typed.endswith("25") else sites[0]
    assert await _opened(jean) == named


@pytest.mark.parametrize("listed", [True, False], ids=["with-list", "without-list"])
@pytest.mark.parametrize(("site", "typed"), OPENS_NOTHING.values(), ids=OPENS_NOTHING)
async def test_what_merely_looks_alike_opens_nothing(jean: Phone, site: str, typed: str, listed: bool) -> None:
    await add_sites(jean, site)
    if listed:
        await jean.says("mes chantiers")
    await jean.says(typed)
    assert await _opened(jean) is None


async def test_an_exact_name_opens_its_site_without_a_list(jean: Phone) -> None:
    await add_sites(jean, "Site 25", "Site 250")
    await jean.says("Site 25")
    assert await _opened(jean) == "Site 25"


async def test_a_misspelt_name_asks_the_classifier_nothing_that_a_name_can_answer(jean: Phone, logged: Logged) -> None:
    await jean.says("mes chantiers")
    before = len(logged("intent.classified"))
    await jean.says("champini")
    assert await _opened(jean) == "Champigny"
    assert len(logged("intent.classified")) == before


async def _opened(phone: Phone) -> str | None:
    name: str | None = await phone.house.rows.value(
        "select p.name from conversation_sessions s join projects p on p.id = s.current_project_id"
    )
    return name
