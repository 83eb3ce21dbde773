"""The log catalogue: stable names, and the sentences that existing log searches look for (contract §8)."""

from __future__ import annotations

import logging
import re
from typing import Any

import pytest

from events import Event

SENTENCES: list[tuple[str, str, dict[str, Any], str]] = [
    ("session.created", "INFO", {}, "Created new session"),
    ("session.reused", "INFO", {}, "Reusing existing session_id"),
    ("session.ended", "INFO", {}, "Ended session"),
    ("history.loaded", "INFO", {"count": 7}, "Loaded 7 recent messages for intent context"),
    ("tool_outputs.searched", "INFO", {"count": 7}, "Searching for tool_outputs in last 7 messages"),
    ("tool_outputs.found", "INFO", {"tool": "list_tasks_tool"}, "Found tool_outputs with list_tasks_tool"),
    ("direct_action.unresolved", "WARNING", {"action_id": "tasks_9"}, "Direct action 'tasks_9' returned None"),
    ("project.restored", "INFO", {"project_id": "90-1"}, "Auto-restored project 90-1"),
    ("project.denied", "WARNING", {"project_id": "90-1"}, "Lost access to project 90-1"),
    ("project.restore_failed", "WARNING", {}, "Auto-restore project context failed"),
]


def _event(name: str) -> Event:
    return next(event for event in Event if event.event == name)


@pytest.mark.parametrize(("name", "level", "fields", "sentence"), SENTENCES, ids=[row[0] for row in SENTENCES])
def test_says_what_log_searches_look_for(name: str, level: str, fields: dict[str, Any], sentence: str) -> None:
    event = _event(name)
    assert event.sentence % fields == sentence
    assert logging.getLevelName(event.level) == level


def test_the_canonical_line_is_there() -> None:
    assert _event("message.handled").level == logging.INFO


@pytest.mark.parametrize("event", Event, ids=lambda event: event.event)
def test_a_name_is_subject_and_verb(event: Event) -> None:
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*", event.event)


def test_every_name_is_used_once() -> None:
    names = [member.event for member in Event.__members__.values()]
    assert sorted(names) == sorted(set(names))
