"""The tables are complete: every button has its action, every intent its handler and its examples."""

from __future__ import annotations

import pytest

from action_ids import MENU, RECORDS, ROWS, parse_action_id
from languages import LANGUAGES
from pipeline import screens
from pipeline.actions import ACTIONS
from pipeline.intents import INTENTS
from pipeline.intents.examples import load_examples
from tests.rules.checkout import SRC

CONTRACT_LANGUAGES = ["fr", "en", "es", "pt", "de", "it", "ro", "pl", "ar"]
CONTRACT_MENU = [
    "view_sites",
    "view_tasks",
    "view_documents",
    "report_incident",
    "update_progress",
    "talk_team",
]
CONTRACT_INTENTS = [
    "greeting",
    "list_projects",
    "list_tasks",
    "task_details",
    "view_documents",
    "update_progress",
    "report_incident",
    "escalate",
    "change_language",
    "cancel",
    "thanks",
    "general",
]
CONTRACT_IDS = [
    *CONTRACT_MENU,
    *(f"{row}_12" for row in ("projects", "tasks", "documents", "option")),
    *(f"{record}_90000000-0000-4000-8000-000000000001" for record in ("proj", "task")),
]


@pytest.mark.parametrize("language", ["", *CONTRACT_LANGUAGES])
@pytest.mark.parametrize("text", CONTRACT_IDS)
def test_an_action_id_of_the_contract_has_its_action(text: str, language: str) -> None:
    found = parse_action_id(f"{text}_{language}" if language else text)
    assert found is not None
    assert found.name in ACTIONS
    assert found.language == (language or None)


def test_actions_are_the_grammar() -> None:
    assert set(ACTIONS) == {*MENU, *ROWS, *RECORDS}


def test_an_action_is_a_file_of_its_own() -> None:
    files = {path.stem for path in (SRC / "pipeline" / "actions").glob("*.py")}
    assert set(ACTIONS) <= files
    assert {name: handler.__name__ for name, handler in ACTIONS.items()} == {name: name for name in ACTIONS}


def test_the_menu_offers_the_menu() -> None:
    assert [choice.id for choice in screens.MENU] == CONTRACT_MENU


def test_intents_are_those_of_the_contract() -> None:
    assert list(INTENTS) == CONTRACT_INTENTS


def test_languages_are_those_of_the_contract() -> None:
    assert list(LANGUAGES) == CONTRACT_LANGUAGES


def test_every_intent_has_examples_in_every_language() -> None:
    examples = load_examples()
    assert {language: set(intents) for language, intents in examples.items()} == {
        language: set(CONTRACT_INTENTS) for language in CONTRACT_LANGUAGES
    }
    assert [name for name, intents in examples.items() for sentences in intents.values() if not sentences] == []


def test_every_language_has_a_catalogue() -> None:
    assert {path.stem for path in (SRC / "pipeline" / "locale").glob("*.po")} == set(CONTRACT_LANGUAGES)
