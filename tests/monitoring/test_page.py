"""docs/monitoring.md is what the catalogue and the tables say, and the catalogue says what is logged."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache

import pytest

from events import Event
from monitoring.catalogue import Entry, sections
from monitoring.page import page
from tests.rules.checkout import ROOT, SRC, modules

ENTRIES = [entry for section in sections() for entry in section.entries]
IDS = {"message_id", "session_id", "subcontractor_id", "channel"}


def test_the_page_is_up_to_date() -> None:
    written = (ROOT / "docs" / "monitoring.md").read_text(encoding="utf-8")
    assert written == page(), "python -m monitoring.page > docs/monitoring.md"


def test_every_event_has_its_place() -> None:
    assert [entry.event for entry in ENTRIES] == list(Event)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.event.event)
def test_says_when_an_event_occurs(entry: Entry) -> None:
    assert entry.when.endswith("."), "a docstring below the event says when it occurs → what to do"
    assert not entry.action or entry.action.endswith(".")


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.event.event)
def test_names_every_field(entry: Entry) -> None:
    assert _logged().get(entry.event, set()) - set(entry.fields) == set()


@cache
def _logged() -> dict[Event, set[str]]:
    """Return the fields that are given where an event is logged by its name, beside the ids."""
    found: dict[Event, set[str]] = {}
    for name, fields in (call for tree in modules(SRC).values() for call in _calls(tree)):
        found.setdefault(Event[name], set()).update(fields)
    return {event: fields - IDS for event, fields in found.items() if event is not Event.MESSAGE_HANDLED}


def _calls(tree: ast.Module) -> Iterator[tuple[str, set[str]]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "log" and node.args:
            events = [part.attr for part in ast.walk(node.args[0]) if isinstance(part, ast.Attribute)]
            for event in events:
                if event in Event.__members__:
                    yield event, {keyword.arg for keyword in node.keywords if keyword.arg}
