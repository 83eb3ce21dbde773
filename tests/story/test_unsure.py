"""What a person is asked when it is not clear what they want: once, with few buttons, and with the truth.

The classifier is the real one, of examples in which each intent is a colour: so a text is as unclear as a test wants.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator

import pytest

from services.classifier import IntentClassifier
from tests.conftest import OpenHouse
from tests.house import House
from tests.phones import WIRES, Phone

COLOURS = {
    "list_projects": "bleu",
    "list_tasks": "rouge",
    "task_details": "orange",
    "view_documents": "vert",
    "update_progress": "violet",
    "report_incident": "beige",
    "escalate": "anthracite",
    "change_language": "cyan",
    "greeting": "gris",
    "thanks": "magenta",
    "cancel": "rose",
    "general": "blanc",
}
EXAMPLES = {
    "fr": {intent: [word, f"{word} {word}", f"du {word}", f"le {word}"] for intent, word in COLOURS.items()},
}
MENU_LENGTH = 6
ASKED = "Vouliez-vous"


@pytest.fixture
async def house(house_of: OpenHouse) -> AsyncGenerator[House]:
    classifier = IntentClassifier(lambda: EXAMPLES)
    async with house_of(burst_quiet_ms=0, services={"classifier": classifier}) as opened:
        yield opened


@pytest.fixture
def jean(house: House) -> Phone:
    return Phone(house=house, wire=WIRES["cloud"])


UNCLEAR = {
    "between three": ("rouge vert violet magenta", ["view_tasks", "view_documents", "update_progress"]),
    "details and the list are one button": ("rouge orange vert gris", ["view_tasks", "view_documents"]),
    "a human only when it is sure": ("anthracite violet", ["talk_team", "update_progress"]),
    "beside what has no button": ("magenta beige rose vert", ["report_incident", "view_documents"]),
}


@pytest.mark.parametrize(("text", "buttons"), UNCLEAR.values(), ids=UNCLEAR)
async def test_what_is_unclear_is_asked(jean: Phone, text: str, buttons: list[str]) -> None:
    [asked] = await jean.says(text)
    assert ASKED in asked.body
    assert sorted(option[0] for option in asked.options) == sorted(f"{button}_fr" for button in buttons)
    assert await jean.house.rows.value("select intent from messages where direction = 'inbound'") == "general"
    assert await jean.house.rows.value("select handoff_until is null from subcontractors where name = 'Jean'")


async def test_a_button_of_the_question_does_what_it_says(jean: Phone) -> None:
    [asked] = await jean.says("rouge vert violet magenta")
    [sites] = await jean.taps(asked, "Voir mes tâches")
    assert [option[1] for option in sites.options] == ["Champigny", "Bureau", "Garage"]


async def test_one_guess_does_not_stand_alone(jean: Phone) -> None:
    [asked] = await jean.says("magenta gris rose vert")
    assert ASKED in asked.body
    buttons = [option[0] for option in asked.options]
    assert buttons[0] == "view_documents_fr"
    assert len(set(buttons)) == 2


async def test_yes_to_several_guesses_means_none_of_them(jean: Phone) -> None:
    await jean.says("rouge vert violet magenta")
    [told] = await jean.says("oui")
    assert len(told.options) == MENU_LENGTH


async def test_nobody_is_asked_twice_in_a_row(jean: Phone) -> None:
    await jean.says("rouge vert violet magenta")
    [told] = await jean.says("rouge vert violet rose")
    assert ASKED not in told.body
    assert len(told.options) == MENU_LENGTH


async def test_who_was_understood_in_between_may_be_asked_again(jean: Phone) -> None:
    await jean.says("rouge vert violet magenta")
    await jean.says("magenta")
    [asked] = await jean.says("rouge vert violet magenta")
    assert ASKED in asked.body


async def test_what_nobody_understands_gets_the_menu(jean: Phone) -> None:
    [told] = await jean.says("xqzt wvbk")
    assert len(told.options) == MENU_LENGTH


async def test_a_likely_answer_offers_what_else_may_be_meant(jean: Phone) -> None:
    [thanked] = await jean.says("magenta vert")
    assert "Je vous en prie" in thanked.body
    assert "autre chose" in thanked.body
    assert [option[0] for option in thanked.options] == ["view_documents_fr"]


async def test_an_answer_with_a_list_of_its_own_has_no_room_for_that(jean: Phone) -> None:
    [sites] = await jean.says("rouge vert")
    assert "autre chose" not in sites.body
    assert len(sites.options) == 3


async def test_a_sure_answer_offers_nothing_else(jean: Phone) -> None:
    [thanked] = await jean.says("magenta")
    assert thanked.options == ()
