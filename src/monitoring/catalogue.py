"""The log catalogue as it stands in `events.py`: what is written below each event is what operators read."""

from __future__ import annotations

import ast
import inspect
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass

import events
from events import Event

_PLACE = re.compile(r"%\((\w+)\)s")
_FIELD = re.compile(r"`([a-z_]+)`")
_HEADING = re.compile(r"    # (.+)")


@dataclass(frozen=True, slots=True)
class Entry:
    """One event, when it occurs, and what an operator does about it: nothing, where `action` is empty."""

    event: Event
    when: str
    action: str

    @property
    def level(self) -> str:
        """The level's name."""
        return logging.getLevelName(self.event.level)

    @property
    def sentence(self) -> str:
        """The message, with its places in capitals, as log searches write them."""
        return _PLACE.sub(lambda place: place[1].upper(), self.event.sentence)

    @property
    def fields(self) -> list[str]:
        """The fields beside those of every line: of the sentence, then those that the description names."""
        return list(dict.fromkeys([*_PLACE.findall(self.event.sentence), *_FIELD.findall(self.when)]))


@dataclass(frozen=True, slots=True)
class Section:
    """Events that belong together."""

    title: str
    entries: tuple[Entry, ...]


def sections() -> list[Section]:
    """Return the whole catalogue, in its order."""
    source = inspect.getsource(events)
    headings = {
        number: found[1] for number, line in enumerate(source.splitlines(), 1) if (found := _HEADING.match(line))
    }
    entries = list(_entries(source))
    starts = sorted(headings)
    return [
        Section(headings[start], tuple(entry for line, entry in entries if start < line < end))
        for start, end in zip(starts, [*starts[1:], len(source)], strict=True)
    ]


def _entries(source: str) -> Iterator[tuple[int, Entry]]:
    """Yield each event with the number of its line."""
    members = next(node.body for node in ast.parse(source).body if isinstance(node, ast.ClassDef))
    for node, below in zip(members, [*members[1:], None], strict=True):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            when, _, action = _text(below).partition("→")
            yield node.lineno, Entry(Event[node.targets[0].id], when.strip(), action.strip())


def _text(node: ast.stmt | None) -> str:
    """Return what stands below an event, in one line; empty when nothing does."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
        return " ".join(node.value.value.split())
    return ""
