"""Names as people type them: exactly, misspelt, within a sentence."""

from __future__ import annotations

import pytest

from pipeline.names import match_exact, match_whole, match_within

DEMO = ["Champigny", "Bureau", "Garage"]

WHOLE = {
    "as it is": ("Champigny", DEMO, 0),
    "case and punctuation": ("CHAMPIGNY !", DEMO, 0),
    "misspelt": ("champini", DEMO, 0),
    "misspelt in capitals": ("CHAMPIGNI", DEMO, 0),
    "another town": ("champagne !", DEMO, None),
    "nothing like it": ("Villiers", DEMO, None),
    "exact beside its neighbour": ("residence les lilas 2", ["Résidence Les Lilas 1", "Résidence Les Lilas 2"], 1),
    "exact beside a longer one": ("site 25", ["Site 250", "Site 25"], 1),
    "exact beside its plural": ("bureau", ["Bureaux", "Bureau"], 1),
    "written as one word": ("site25", ["Site 25", "Site 26"], 0),
    "misspelt with its number": ("champini 2", ["Champigny 1", "Champigny 2"], 1),
    "another number": ("maison 12", ["Maison 11"], None),
    "no number": ("maison", ["Maison 11"], None),
    "another letter": ("Bâtiment A", ["Bâtiment C"], None),
    "another letter after the number": ("lot 2a", ["Lot 2b"], None),
    "another Roman number": ("phase III", ["Phase II"], None),
    "an article": ("poser l’échafaudage", ["Poser échafaudage"], 0),
    "the same name twice": ("garage", ["Garage", "GARAGE"], None),
    "between two": ("champigni", ["Champigny", "Champigne"], None),
    "everybody's word": ("merci", ["Mercier"], None),
    "nothing": ("", DEMO, None),
    "an emoji": ("👍", ["🏠", *DEMO], None),
    "punctuation": ("?!", ["!!!"], None),
    "no names": ("Champigny", [], None),
}

WITHIN = {
    "in a sentence": ("les tâches de champigny svp", DEMO, 0),
    "misspelt in a sentence": ("les tâches de champini svp", DEMO, 0),
    "the longest exact name": ("les plans de site 250", ["Site 25", "Site 250"], 1),
    "a name that begins with another": ("plans des lilas 2 stp", ["Les Lilas", "Lilas", "Lilas 2"], 2),
    "another number": ("les tâches du lot 4", ["Lot 1"], None),
    "two names": ("champigny ou bureau", DEMO, None),
    "everybody's word": ("mes tâches merci", ["Mercier"], None),
    "nothing": ("", ["", *DEMO], None),
}


@pytest.mark.parametrize(("text", "names", "index"), WHOLE.values(), ids=WHOLE)
def test_the_whole_text_is_a_name(text: str, names: list[str], index: int | None) -> None:
    assert match_whole(text, names) == index


@pytest.mark.parametrize(("text", "names", "index"), WITHIN.values(), ids=WITHIN)
def test_a_name_stands_in_the_text(text: str, names: list[str], index: int | None) -> None:
    assert match_within(text, names) == index


@pytest.mark.parametrize(("text", "index"), [("garage.", 2), ("garaje", None), ("", None)])
def test_a_name_to_the_letter(text: str, index: int | None) -> None:
    assert match_exact(text, DEMO) == index
