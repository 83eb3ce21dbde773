"""Reads log lines: what of them is an event of ours, when it happened, and its fields.

Log lines are hostile, and most are somebody else's: what cannot be read is passed over and counted, never an error.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, cast

import orjson

from events import Event
from monitoring.fields import Fields
from monitoring.times import moment

VIOLATION = "active_session_index.violated"
"""The event of any line, also of another program, that tells of a violation of the index of active sessions."""

_INDEX = b"idx_unique_active_session_per_user"
_VIOLATED = re.compile(rb"duplicate key|violat|23505|UniqueViolation", re.IGNORECASE)

_NAMES = {event.event: event for event in Event}

_SENTENCES: Mapping[Event, str] = {
    Event.SESSION_CREATED: "Created new session",
    Event.SESSION_REUSED: "Reusing existing session_id",
    Event.SESSION_ENDED: "Ended session",
    Event.HISTORY_LOADED: "Loaded (?P<count>[0-9]{1,9}) recent messages",
    Event.TOOL_OUTPUTS_SEARCHED: "Searching for tool_outputs in last (?P<count>[0-9]{1,9}) messages",
    Event.TOOL_OUTPUTS_FOUND: "Found tool_outputs with (?P<tool>[^ ]{1,80})",
    Event.DIRECT_ACTION_UNRESOLVED: "Direct action '(?P<action_id>[^']{1,200})' returned None",
    Event.PROJECT_RESTORED: "Auto-restored project",
    Event.PROJECT_DENIED: "Lost access to project",
    Event.PROJECT_RESTORE_FAILED: "Auto-restore project context failed",
}
"""How each event is told by its sentence, in the lines of what ran here before relais, and what the sentence holds."""

_BEGINNINGS = tuple(sentence.partition("(")[0] for sentence in _SENTENCES.values())
_READERS = tuple((event, re.compile(sentence)) for event, sentence in _SENTENCES.items())
_TOLD = {event: reader for event, reader in _READERS if reader.groups}


class Record(NamedTuple):
    """One event, when it happened (seconds since 1970), and the fields of its line."""

    at: float
    event: str
    fields: Fields


@dataclass(slots=True, kw_only=True)
class Reader:
    """Turns the lines of one file into records, those from the moment `since` on.

    `passed_over` says how many were none, and why.
    """

    since: float = 0.0
    lines: int = 0
    passed_over: Counter[str] = field(default_factory=Counter[str])
    _at: float = 0.0

    def records(self, lines: Iterable[bytes]) -> Iterator[Record]:
        """Yield the records in `lines`, in their order."""
        for line in lines:
            self.lines += 1
            found = self._parsed(line)
            if found:
                self._at = found.at
            if self._at < self.since:
                continue
            if _INDEX in line and _VIOLATED.search(line):
                yield Record(self._at, VIOLATION, found.fields if found else {})
            if found and found.event:
                yield found

    def _parsed(self, line: bytes) -> Record | None:
        """Return what a line says; its `event` is empty when it is none of ours."""
        start = line.find(b"{")  # what runs processes may write their names before each line
        try:
            fields = orjson.loads(line[start:] if start > 0 else line)
        except orjson.JSONDecodeError:
            self.passed_over["no JSON"] += bool(line.strip())
            return None
        if not isinstance(fields, dict):
            self.passed_over["no JSON object"] += 1
            return None
        return self._dated(cast("Fields", fields))

    def _dated(self, fields: Fields) -> Record | None:
        event = _event(fields)
        at = moment(fields)
        if not event:
            self.passed_over["other programs"] += 1
        elif at is None:
            self.passed_over["no usable time"] += 1
        return Record(at, event, fields) if at is not None else None


def _event(fields: Fields) -> str:
    """Return the event's name; where it is not told, the sentence tells it. Empty when it is none of ours."""
    name = fields.get("event")
    event = _NAMES.get(name) if isinstance(name, str) else None
    if event is None:
        return _told(fields)
    reader = _TOLD.get(event)
    if reader and not reader.groupindex.keys() <= fields.keys():
        _complete(fields, reader)
    return event.event


def _told(fields: Fields) -> str:
    """Recognise a sentence, and put what it holds into the fields."""
    for key in ("message", "event", "msg"):
        sentence = fields.get(key)
        if isinstance(sentence, str) and sentence.startswith(_BEGINNINGS):
            for event, reader in _READERS:
                if found := reader.match(sentence):
                    fields |= {name: told for name, told in found.groupdict().items() if name not in fields}
                    return event.event
    return ""


def _complete(fields: Fields, reader: re.Pattern[str]) -> None:
    """Take from the sentence what the fields do not say."""
    found = reader.match(str(fields.get("message", "")))
    if found:
        fields |= {name: told for name, told in found.groupdict().items() if name not in fields}
