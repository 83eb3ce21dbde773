"""What is measured of a running relais: names and meanings, the same in log lines as anywhere else.

`rates` in `relais monitor --json` has exactly the names of `RATES`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from events import Event
from monitoring.ratio import ratio
from monitoring.tally import Tally


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that tells how the service does; `of` returns None when there was nothing to measure."""

    name: str
    title: str
    meaning: str
    of: Callable[[Tally], float | None]
    is_share: bool = True


def _created_per_hour(tally: Tally) -> float | None:
    hours = tally.seconds / 3600
    return tally.count(Event.SESSION_CREATED) / hours if hours else None


def _reuse_rate(tally: Tally) -> float | None:
    created, reused = tally.count(Event.SESSION_CREATED), tally.count(Event.SESSION_REUSED)
    return ratio(reused, created + reused)


def _history_rate(tally: Tally) -> float | None:
    loads = tally.count(Event.HISTORY_LOADED)
    return ratio(loads - tally.empty_loads, loads)


RATES: tuple[Figure, ...] = (
    Figure(
        "sessions_created_per_hour",
        "New sessions per hour",
        "`session.created`, divided by the hours between the first event and the last.",
        _created_per_hour,
        is_share=False,
    ),
    Figure(
        "session_reuse_rate",
        "Sessions reused",
        "`session.reused`, as a share of `session.reused` and `session.created`: of all turns that opened a session.",
        _reuse_rate,
    ),
    Figure(
        "button_success_rate",
        "Taps that worked",
        "Taps, typed numbers and typed titles that led to what they stand for, as a share of all. "
        "All are `message.handled` that was answered, of the kind `button` or with an intent `action:…`, and taps that "
        "ended as `dead`; those did not work, nor did `direct_action.unresolved`. "
        "Where no canonical line was written, all are `tool_outputs.found` and `direct_action.unresolved`.",
        lambda tally: tally.taps.success_rate,
    ),
    Figure(
        "history_rate",
        "Texts with history",
        '`history.loaded` with at least one message, as a share of all: what "Loaded 0 recent messages" leaves. '
        "The first text of each session has none, so it lies below 1 when all is well.",
        _history_rate,
    ),
    Figure(
        "restore_success_rate",
        "Projects restored",
        "`project.restored`, as a share of `project.restored` and `project.restore_failed`. "
        "A project that is no longer open to its person (`project.denied`) is no failure.",
        lambda tally: tally.restores.success_rate,
    ),
)
"""The rates of `relais monitor --json`, under their names."""

LATENCIES: Mapping[str, str] = {
    "reply": "From the webhook at the door until the answer is committed and may be sent: `since_received_ms` of "
    "`message.handled` with the outcome `answered`; the pause that ends a burst is part of it.",
    "turn": "From the first stage until the commit: `elapsed_ms` of `message.handled`.",
    "send": "The provider's call: `elapsed_ms` of `reply.sent`.",
    "restore": "The permission check of a restored project: `elapsed_ms` of `project.restored`. "
    "In lines without it: the stage `restore_project`, where it took 1 ms or more.",
    "stages": "Each stage by its name: `stages` of `message.handled`.",
}
"""The parts of `latency_ms`: each `{p50, p95, p99, count}`, `stages` one such for each name."""


def rates(tally: Tally) -> dict[str, float | None]:
    """Return every rate by its name."""
    found = ((figure.name, figure.of(tally)) for figure in RATES)
    return {name: None if rate is None else round(rate, 4) for name, rate in found}


def latency_ms(tally: Tally) -> dict[str, Any]:
    """Return the percentiles of everything whose time is told."""
    known = tally.latencies
    timed = {"reply": known.reply, "turn": known.turn, "send": known.send, "restore": tally.restores.ms}
    stages = {name: sketch.as_json() for name, sketch in known.stages.items()}
    return {**{name: sketch.as_json() for name, sketch in timed.items()}, "stages": stages}
