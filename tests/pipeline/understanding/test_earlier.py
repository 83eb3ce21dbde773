"""A text that only continues what was asked before."""

from __future__ import annotations

import pytest

from pipeline.understanding.earlier import continued
from services.classifier import Classification


def _said(*intents: str | None) -> list[dict[str, str | None]]:
    answered = [{"direction": "outbound", "intent": None}]
    return [row for intent in intents for row in ({"direction": "inbound", "intent": intent}, *answered)]


UNCLEAR = Classification("general", 0.3, ())
OFF_TOPIC = Classification("general", 0.7, ())
DOCUMENTS = Classification("view_documents", 0.9, ())

CASES = {
    "and tomorrow": ("et pour demain ?", _said("list_tasks"), UNCLEAR, "list_tasks"),
    "and tomorrow, though it looks like nothing": ("and tomorrow?", _said("list_tasks"), OFF_TOPIC, "list_tasks"),
    "and there": ("et à Garage ?", _said("view_documents"), UNCLEAR, "view_documents"),
    "after a tap": ("und heute?", _said("action:view_tasks"), UNCLEAR, "list_tasks"),
    "after a row": ("i jutro?", _said("action:proj"), UNCLEAR, "list_tasks"),
    "in Arabic": ("وغدا؟", _said("list_tasks"), UNCLEAR, "list_tasks"),
    "again": ("encore", _said("view_documents"), UNCLEAR, "view_documents"),
    "the other one": ("the other one", _said("task_details"), UNCLEAR, "task_details"),
    "something else, clearly": ("und die Pläne?", _said("list_tasks"), DOCUMENTS, None),
    "off topic, clearly": ("et mon salaire ?", _said("list_tasks"), OFF_TOPIC, None),
    "a whole sentence": ("et je voudrais bien savoir quand on mange", _said("list_tasks"), UNCLEAR, None),
    "only and": ("et", _said("list_tasks"), UNCLEAR, None),
    "no and": ("pour demain", _said("list_tasks"), UNCLEAR, None),
    "something was said in between": ("et demain ?", _said("list_tasks", "thanks"), UNCLEAR, None),
    "a report is not repeated": ("encore", _said("report_incident"), UNCLEAR, None),
    "the first message": ("et demain ?", _said(), UNCLEAR, None),
}


@pytest.mark.parametrize(("text", "history", "found", "intent"), CASES.values(), ids=CASES)
def test_what_is_continued(
    text: str, history: list[dict[str, str | None]], found: Classification, intent: str | None
) -> None:
    assert continued(text, history, found) == intent
