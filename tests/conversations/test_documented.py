"""The scripts are the documentation of the bot, and docs/conversations.md that of the scripts."""

from __future__ import annotations

import re
from itertools import chain
from pathlib import Path

import pytest
from pydantic import BaseModel

from conversations import Script, find_scripts, read_script
from conversations.checks import CHECKS
from conversations.script import Change, Expectation, Operator, Sending, Step, Tap
from conversations.steps import VERBS
from conversations.world import Document, Given, Project, Somebody, Task
from tests.rules.checkout import ROOT

HERE = Path(__file__).parent
SCRIPTS = list(find_scripts([HERE]))
MODELS: list[type[BaseModel]] = [
    Script, Step, Tap, Sending, Operator, Change, Expectation, Given, Somebody, Project, Task, Document,
]  # fmt: skip


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_key_is_documented(model: type[BaseModel]) -> None:
    text = (ROOT / "docs" / "conversations.md").read_text(encoding="utf-8")
    said = set(chain.from_iterable(re.findall(r"\w[\w ]*", code) for code in re.findall(r"`([^`\n]+)`", text)))
    assert {field.alias or name for name, field in model.model_fields.items()} - said == {
        "does"
    } & model.model_fields.keys()


def test_every_step_and_expectation_is_in_its_table() -> None:
    assert VERBS.keys() == Step.model_fields.keys() - {"person", "quotes", "twice", "crash", "expect"}
    assert CHECKS.keys() == Expectation.model_fields.keys() - {"tables"}


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_a_script_says_what_the_bot_promises(path: Path) -> None:
    assert path.read_text(encoding="utf-8").startswith("# ")
    file = read_script(path)
    assert file.script.name
    assert any(step.expect.model_fields_set for step in file.script.turns)


def test_the_scripts_are_many() -> None:
    turns = [step for path in SCRIPTS for step in read_script(path).script.turns]
    assert len(SCRIPTS) >= 40
    assert sum(step.verb in {"says", "taps", "sends"} for step in turns) >= 120
