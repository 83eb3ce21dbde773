"""Adds up what log lines tell: in constant memory, however many there are."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import cast

from events import Event
from monitoring.bursts import Bursts
from monitoring.examples import Examples
from monitoring.fields import Fields, name_among, number, word
from monitoring.latencies import Latencies, reply_ms
from monitoring.outages import LIFE, TROUBLE, Outages
from monitoring.reading import VIOLATION, Record
from monitoring.restores import Restores
from monitoring.taps import Taps
from monitoring.timeline import Timeline


@dataclass(slots=True, kw_only=True)
class Tally:
    """What was seen so far; `began` and `ended` are the first and the last moment, in seconds since 1970."""

    bursts: Bursts
    counts: Counter[str] = field(default_factory=Counter[str])
    outcomes: Counter[str] = field(default_factory=Counter[str])
    began: float = math.inf
    ended: float = 0.0
    empty_loads: int = 0
    empty_searches: Examples = field(default_factory=Examples)
    violations: Examples = field(default_factory=Examples)
    rows: tuple[int, int] = (0, 0)  # of sessions, and of people, when somebody last looked
    taps: Taps = field(default_factory=Taps)
    restores: Restores = field(default_factory=Restores)
    latencies: Latencies = field(default_factory=Latencies)
    outages: Outages = field(default_factory=Outages)
    timeline: Timeline = field(default_factory=Timeline)

    @property
    def seconds(self) -> float:
        """From the first event to the last."""
        return max(0.0, self.ended - self.began)

    def count(self, event: Event) -> int:
        """Return how often an event was seen."""
        return self.counts[event.event]

    def add_all(self, records: Iterable[Record]) -> None:
        """Count events."""
        for record in records:
            self.add(record)

    def add(self, record: Record) -> None:
        """Count one event."""
        at, event, fields = record
        self.counts[event] += 1
        if at:  # a line of another program may stand before any time was told
            self.began = min(self.began, at)
            self.ended = max(self.ended, at)
        if event in LIFE:
            self.outages.life(LIFE[event], at)
        elif event in TROUBLE:
            self.outages.trouble(TROUBLE[event], at)
        if event in _COUNTED:
            _COUNTED[event](self, at, fields)


def _handled(tally: Tally, at: float, fields: Fields) -> None:
    outcome, stages = word(fields, "outcome"), _stages(fields)
    tally.outcomes[name_among(tally.outcomes, outcome)] += 1
    tally.taps.handled(fields)
    tally.latencies.handled(fields, stages)
    tally.restores.handled(stages)
    step = tally.timeline.at(at)
    step.messages += 1
    if outcome == "answered":
        step.reply_ms.add(reply_ms(fields))


def _stages(fields: Fields) -> Mapping[str, object]:
    found = fields.get("stages")
    return cast("Fields", found) if isinstance(found, dict) else {}


def _created(tally: Tally, at: float, fields: Fields) -> None:
    tally.timeline.at(at).sessions += 1
    if person := word(fields, "subcontractor_id"):
        tally.bursts.opened(person, at)


def _loaded(tally: Tally, _at: float, fields: Fields) -> None:
    tally.empty_loads += number(fields, "count") == 0


def _searched(tally: Tally, _at: float, fields: Fields) -> None:
    if number(fields, "count") == 0:
        tally.empty_searches.add(word(fields, "message_id"))


def _unresolved(tally: Tally, at: float, fields: Fields) -> None:
    tally.timeline.at(at).unresolved += 1
    tally.taps.led_nowhere(fields)


def _violated(tally: Tally, _at: float, fields: Fields) -> None:
    tally.violations.add(word(fields, "message_id") or word(fields, "subcontractor_id"))


def _unhealthy(tally: Tally, _at: float, fields: Fields) -> None:
    if "duplicate_active_sessions" in f"{fields.get('broken')} {fields.get('message')}":
        tally.violations.add("duplicate_active_sessions")


def _maintained(tally: Tally, _at: float, fields: Fields) -> None:
    result = fields.get("result")
    rows = cast("Fields", result) if isinstance(result, dict) else {}
    sessions, people = number(rows, "sessions"), number(rows, "people")
    if sessions is not None and people is not None:
        tally.rows = sessions, people


_COUNTED: Mapping[str, Callable[[Tally, float, Fields], None]] = {
    Event.MESSAGE_HANDLED.event: _handled,
    Event.SESSION_CREATED.event: _created,
    Event.HISTORY_LOADED.event: _loaded,
    Event.TOOL_OUTPUTS_SEARCHED.event: _searched,
    Event.TOOL_OUTPUTS_FOUND.event: lambda tally, _at, _fields: tally.taps.found(),
    Event.DIRECT_ACTION_UNRESOLVED.event: _unresolved,
    Event.PROJECT_DENIED.event: lambda tally, _at, fields: tally.taps.denied(fields),
    Event.PROJECT_RESTORED.event: lambda tally, _at, fields: tally.restores.restored(fields),
    Event.PROJECT_RESTORE_FAILED.event: lambda tally, _at, fields: tally.restores.not_restored(fields),
    Event.REPLY_SENT.event: lambda tally, _at, fields: tally.latencies.sent(fields),
    Event.SESSIONS_UNHEALTHY.event: _unhealthy,
    Event.MAINTENANCE_FINISHED.event: _maintained,
    Event.SERVICE_STOPPED.event: lambda tally, at, _fields: tally.outages.stopped(at),
    VIOLATION: _violated,
}
"""What is counted of an event beside that it happened."""
