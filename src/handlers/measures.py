"""What this process logged, as metrics.

Each is fed by log events and their fields, so that `/metrics` and `relais monitor`, which reads the same events out of
the log files, can only say the same. No label ever holds a person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from prometheus_client import Counter, Gauge, Histogram, disable_created_metrics
from prometheus_client.core import Metric

from events import Event

Fields = Mapping[str, Any]

# When a process began to count is told by process_start_time_seconds.
disable_created_metrics()  # type: ignore[no-untyped-call]  # the library types all but this

_STEPS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0)
"""Seconds: from a stage that looks nothing up to a message that waited out an outage."""

_CHOOSES_PROJECT = frozenset({"action:projects", "action:proj"})
_PROJECT_ROWS = ("projects_", "proj_")

_HANDLED = Counter("relais_messages_handled", "Messages by their outcome", ["outcome"], registry=None)
_TAPS = Counter("relais_taps", "Taps that were handled, by their outcome", ["outcome"], registry=None)
_CHOICES = Counter("relais_choices", "Choices of a project among them", registry=None)
_FAILED = Counter("relais_failed_choices", "Choices of a project that led to none", registry=None)
_INTENTS = Counter("relais_intents", "Texts by what they ask for", ["intent"], registry=None)
_WAITED = Histogram(
    "relais_reply_seconds", "From a message's webhook to its outcome and reply", registry=None, buckets=_STEPS
)
_TURN = Histogram("relais_turn_seconds", "From the claim of a turn to its commit", registry=None, buckets=_STEPS)
_STAGE = Histogram("relais_stage_seconds", "How long a stage took", ["stage"], registry=None, buckets=_STEPS)
_SEND = Histogram("relais_send_seconds", "How long the provider took for a reply", registry=None, buckets=_STEPS)
_HISTORY = Counter("relais_history_loads", "Histories loaded for a text, by what was found", ["found"], registry=None)
_EMPTY = Counter("relais_empty_searches", "Choices looked for in the last 0 messages", registry=None)
_RESTORES = Counter("relais_restores", "Projects that a new session was to go on with", ["result"], registry=None)
_RESTORE = Histogram("relais_restore_seconds", "How long restoring took", registry=None, buckets=_STEPS)

_ROWS = Gauge("relais_session_rows", "Sessions that are stored, as check-sessions found them", registry=None)
_PEOPLE = Gauge("relais_people", "People who are registered, as check-sessions found them", registry=None)

_ALL = (
    *(_HANDLED, _TAPS, _CHOICES, _FAILED, _INTENTS, _WAITED, _TURN, _STAGE, _SEND),
    *(_HISTORY, _EMPTY, _RESTORES, _RESTORE, _ROWS, _PEOPLE),
)


def measure(event: Event, fields: Fields) -> None:
    """Count one log event."""
    count = _COUNTS.get(event)
    if count:
        count(fields)


def measured() -> Iterator[Metric]:
    """Yield what was counted."""
    for metric in _ALL:
        yield from metric.collect()


def _handled(fields: Fields) -> None:
    outcome = fields["outcome"]
    _HANDLED.labels(outcome).inc()
    _tapped(outcome, fields["kind"], fields.get("intent") or "")
    if outcome == "answered":
        _observe(_WAITED, fields.get("since_received_ms"))
        _observe(_TURN, fields.get("elapsed_ms"))
        for stage, elapsed in fields.get("stages", {}).items():
            _STAGE.labels(stage).observe(elapsed / 1000)


def _tapped(outcome: str, kind: str, intent: str) -> None:
    """Count a tap, or a number or title that was typed instead."""
    if outcome in {"answered", "dead"} and (kind == "button" or intent.startswith("action:")):
        _TAPS.labels(outcome).inc()
        if intent in _CHOOSES_PROJECT:
            _CHOICES.inc()


def _unresolved(fields: Fields) -> None:
    if fields["action_id"].startswith(_PROJECT_ROWS):
        _FAILED.inc()


def _restored(fields: Fields) -> None:
    _RESTORES.labels("restored").inc()
    _observe(_RESTORE, fields.get("elapsed_ms"))


def _denied(fields: Fields) -> None:
    if fields.get("at") == "restore":
        _RESTORES.labels("denied").inc()
    else:
        _FAILED.inc()


def _searched(fields: Fields) -> None:
    if fields["count"] == 0:
        _EMPTY.inc()


def _looked_at(fields: Fields) -> None:
    result: dict[str, Any] = fields.get("result") or {}
    if {"sessions", "people"} <= result.keys():
        _ROWS.set(result["sessions"])
        _PEOPLE.set(result["people"])


def _observe(histogram: Histogram, milliseconds: float | None) -> None:
    if milliseconds is not None:
        histogram.observe(milliseconds / 1000)


_COUNTS: dict[Event, Callable[[Fields], None]] = {
    Event.MESSAGE_HANDLED: _handled,
    Event.INTENT_CLASSIFIED: lambda fields: _INTENTS.labels(fields["intent"]).inc(),
    Event.MAINTENANCE_FINISHED: _looked_at,
    Event.REPLY_SENT: lambda fields: _observe(_SEND, fields.get("elapsed_ms")),
    Event.DIRECT_ACTION_UNRESOLVED: _unresolved,
    Event.HISTORY_LOADED: lambda fields: _HISTORY.labels("some" if fields["count"] else "none").inc(),
    Event.TOOL_OUTPUTS_SEARCHED: _searched,
    Event.PROJECT_RESTORED: _restored,
    Event.PROJECT_DENIED: _denied,
    Event.PROJECT_RESTORE_FAILED: lambda _fields: _RESTORES.labels("failed").inc(),
}
"""Which event feeds what."""
