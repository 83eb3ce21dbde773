from __future__ import annotations

import pytest

from pipeline.farewell import farewell
from pipeline.understanding.plain_words import plain_answer

ANSWERS = {
    "fr": ("Oui, merci !", "pas encore"),
    "en": ("yes please", "not yet"),
    "es": ("sí, claro", "todavía no"),
    "pt": ("isso mesmo", "ainda não"),
    "de": ("ja, genau", "noch nicht"),
    "it": ("va bene", "non ancora"),
    "ro": ("da, sigur", "încă nu"),
    "pl": ("no pewnie", "jeszcze nie"),
    "ar": ("أيوه", "ليس بعد"),
}

TRAVELLING = {
    "no from an Italian": ("no", "it", "no"),
    "no from somebody French": ("no", "fr", "no"),
    "no from a Pole, who agrees": ("no", "pl", None),
    "a Pole who disagrees": ("nie", "pl", "no"),
    "la in Arabic": ("la", "ar", "no"),
    "la in French": ("là", "fr", None),
    "ah in Arabic": ("ah", "ar", "yes"),
    "ah in French": ("Ah !", "fr", None),
    "another language than one's own": ("ja", "fr", "yes"),
    "Polish without its strokes": ("dokladnie", "pl", "yes"),
    "Arabic in Latin letters": ("na3am", "ar", "yes"),
    "a thumb": ("👍🏽", "fr", "yes"),
    "more than a yes": ("oui mais il manque les joints", "fr", None),
    "nothing": ("", "fr", None),
}

FAREWELLS = {
    "fr": "À demain !",
    "en": "see you tomorrow",
    "es": "hasta mañana",
    "pt": "até amanhã",
    "de": "Schönen Feierabend!",
    "it": "a domani",
    "ro": "pe mâine",
    "pl": "do jutra",
    "ar": "إلى اللقاء",
}


@pytest.mark.parametrize("language", ANSWERS)
def test_yes_and_no_are_understood(language: str) -> None:
    yes, no = ANSWERS[language]

    assert (plain_answer(yes, language), plain_answer(no, language)) == ("yes", "no")


@pytest.mark.parametrize(("text", "language", "answer"), TRAVELLING.values(), ids=TRAVELLING)
def test_a_word_means_what_it_means_to_who_says_it(text: str, language: str, answer: str | None) -> None:
    assert plain_answer(text, language) == answer


@pytest.mark.parametrize("text", FAREWELLS.values(), ids=FAREWELLS)
def test_a_goodbye_ends_the_conversation(text: str) -> None:
    answer = farewell(text)

    assert answer is not None
    assert answer.effects == ({"effect": "end_session"},)


@pytest.mark.parametrize("text", ["Buenos días", "ciao", "salut", "cześć", "servus", "bonjour"])
def test_what_also_greets_is_no_goodbye(text: str) -> None:
    assert farewell(text) is None
