"""Names as people type them: exactly, misspelt, within a sentence."""

from __future__ import annotations

import pytest

from pipeline.understanding.framing import match_about, match_framed, without_things
from pipeline.understanding.names import match_exact, match_whole, match_within

DEMO = ["Champigny", "Bureau", "Garage"]

Case = tuple[str, list[str], int | None]

WHOLE: dict[str, Case] = {
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
    "a Polish case": ("Garażu", ["Garaż"], 0),
    "a Polish case with another stem": ("biurze", ["Biuro"], 0),
    "a Romanian article": ("garajul", ["Garaj"], 0),
    "an Arabic preposition": ("بشامبيني", ["شامبيني", "المكتب"], 0),
    "an Arabic article": ("للمكتب", ["شامبيني", "المكتب"], 1),
}

FRAMED: dict[str, Case] = {
    "where I work": ("je travaille sur Garage maintenant", DEMO, 2),
    "where I am today": ("I'm at Garage today", DEMO, 2),
    "where I am, misspelt": ("ich bin heute in Champini", DEMO, 0),
    "in Spanish": ("estoy en el Bureau ahora", DEMO, 1),
    "in Portuguese": ("agora estou na Garage", DEMO, 2),
    "in Italian": ("sono al Garage oggi", DEMO, 2),
    "in Romanian": ("lucrez la Champigny azi", DEMO, 0),
    "in Polish, inflected": ("jestem dzisiaj na Mokotowie", ["Mokotów"], 0),
    "in Arabic": ("أنا اليوم في المكتب", ["المكتب"], 0),
    "a polite wish": ("passe sur Bureau s'il te plaît", DEMO, 1),
    "only the name": ("Champigny", DEMO, 0),
    "with its letter": ("je suis au bâtiment A", ["Bâtiment A", "Bâtiment C"], 0),
    "with another letter": ("je suis au bâtiment B", ["Bâtiment A", "Bâtiment C"], None),
    "a name of frame words": ("je suis sur le chantier", ["Chantier", "Garage"], None),
    "something is said about it": ("le bureau est fermé ?", DEMO, None),
    "it is not": ("je ne suis pas à Garage", DEMO, None),
    "somebody is to do something": ("appelle le bureau", DEMO, None),
    "no name": ("je suis malade aujourd'hui", DEMO, None),
    "nothing": ("", DEMO, None),
}

TITLES = ["Couler la dalle du sous-sol", "Monter le mur porteur nord", "Peinture chambre 1", "Peinture chambre 2"]

ABOUT = {
    "most of its words": ("c'est quoi la dalle du sous sol", 0.5, 0),
    "one of its words": ("explique la dalle", 0.2, 0),
    "one of its words is not most": ("la dalle est finie", 0.5, None),
    "misspelt": ("le mur portuer nord", 0.5, 1),
    "its number": ("la peinture de la chambre 2", 0.5, 3),
    "without its number": ("la peinture de la chambre", 0.5, None),
    "another number": ("la peinture de la chambre 3", 0.5, None),
    "nothing of it": ("il fait beau", 0.2, None),
}

THINGS = {
    "a thing": ("une fuite dans le garage", "fr", "une dans le"),
    "a name": ("une fuite à Garage", "fr", "une a garage"),
    "a language without articles": ("awaria w Garażu", "pl", "awaria w garazu"),
}

WITHIN: dict[str, Case] = {
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


@pytest.mark.parametrize(("text", "names", "index"), FRAMED.values(), ids=FRAMED)
def test_all_that_is_said_is_a_name(text: str, names: list[str], index: int | None) -> None:
    assert match_framed(text, names) == index


@pytest.mark.parametrize(("text", "share", "index"), ABOUT.values(), ids=ABOUT)
def test_a_title_is_named_by_some_of_its_words(text: str, share: float, index: int | None) -> None:
    assert match_about(text, TITLES, share=share) == index


@pytest.mark.parametrize(("text", "language", "left"), THINGS.values(), ids=THINGS)
def test_what_has_an_article_is_a_thing(text: str, language: str, left: str) -> None:
    assert without_things(text, language) == left
