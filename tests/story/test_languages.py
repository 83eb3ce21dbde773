"""In which language a turn is answered."""

from __future__ import annotations

import pytest

from tests.phones import WIRES, Phone

MARIA = "+33600000002"

ANSWERED_IN = {
    "a word of two languages": ("sites", "Voici vos chantiers"),
    "a word that everybody uses": ("stop", "rien n'est en cours"),
    "a greeting of another language": ("Hello", "Hello Jean"),
    "one word that travels": ("stop", "rien n'est en cours"),
    "a sentence of another language": ("Hello, show me my sites please", "Here are your sites"),
    "an id": ("view_sites_now", "Voici vos chantiers"),
}


@pytest.mark.parametrize(("text", "expected"), ANSWERED_IN.values(), ids=ANSWERED_IN)
async def test_answers_jean(jean: Phone, text: str, expected: str) -> None:
    [answer] = await jean.says(text)
    assert expected in answer.body


async def test_one_word_says_it_for_a_person_without_a_language(jean: Phone) -> None:
    await jean.house.rows.run("update subcontractors set language = null where phone = $1", MARIA)
    [answer] = await Phone(house=jean.house, wire=WIRES["cloud"], number=MARIA).says("hola")
    assert "Hola" in answer.body
