"""The figures of the overview: each a number, a note and a small chart. Names and meanings: docs/console.md."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from handlers.console.charts import Chart, Values
from handlers.console.moments import duration
from handlers.console.timeline import Timeline, share_left

_LEAST_DOLLARS = 0.01
_MANY = 10
"""From here on a fraction says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One figure; `address` leads to what it is about. `columns` are its series, for the table of all figures."""

    name: str
    title: str
    value: str
    note: str
    chart: Markup
    columns: Sequence[tuple[str, Sequence[str]]]
    address: str | None = None


Make = Callable[[Timeline, Chart], Card]


def number(value: float) -> str:
    """Tell a count: `12,480`; of what is no whole number two digits, as `6.2` and `0.04`."""
    digits = 0 if value >= _MANY or value == int(value) else 1 if value >= 1 else 2
    return f"{value:,.{digits}f}"


def percent(share: float) -> str:
    """Tell a share; only what is whole is 100%."""
    return f"{share:.0%}" if share in {0, 1} else f"{min(max(100 * share, 0.1), 99.9):.1f}%"


def dollars(amount: float) -> str:
    """Tell US dollars."""
    return "< $0.01" if 0 < amount < _LEAST_DOLLARS else f"${amount:,.2f}"


def milliseconds(value: float) -> str:
    """Tell milliseconds."""
    return duration(value / 1000)


def _messages(timeline: Timeline, chart: Chart) -> Card:
    values, total = timeline.counts("messages", "messages"), timeline.total("messages", "messages")
    return Card(
        name="messages",
        title="Messages",
        value=number(total),
        note=f"{number(total / timeline.period.hours)} per hour",
        chart=chart.bars("Messages", values, number),
        columns=[("Messages", _cells(values, number))],
    )


def _replies(timeline: Timeline, chart: Chart) -> Card:
    values, lost = timeline.counts("replies", "replies"), timeline.total("replies", "undelivered")
    return Card(
        name="replies",
        title="Replies",
        value=number(sum(values)),
        note=f"{number(lost)} not delivered",
        chart=chart.bars("Replies", values, number),
        columns=[("Replies", _cells(values, number))],
    )


def _latency(timeline: Timeline, chart: Chart) -> Card:
    pairs = [pair or [None, None] for pair in timeline.series("replies", "latency")]
    series = [("p50", [pair[0] for pair in pairs]), ("p99", [pair[1] for pair in pairs])]
    p50, p99 = timeline.found["replies"]["latency"] or (None, None)
    return Card(
        name="latency",
        title="Webhook to reply",
        value=_or_dash(p50, milliseconds),
        note=Markup('<span class="key-0">p50</span> <span class="key-1">p99 {}</span>').format(
            _or_dash(p99, milliseconds)
        ),
        chart=chart.lines("Webhook to reply", series, milliseconds),
        columns=[(f"Reply {name}", _cells(values, milliseconds)) for name, values in series],
    )


def _waiting(timeline: Timeline, chart: Chart) -> Card:
    lanes = timeline.found["lanes"].values()
    waiting, oldest = sum(lane["waiting"] for lane in lanes), max(lane["oldest_seconds"] for lane in lanes)
    longest = timeline.counts("messages", "longest")
    return Card(
        name="waiting",
        title="Waiting lanes",
        value=number(waiting),
        note=f"oldest {duration(oldest)}" if waiting else f"longest wait {duration(max(longest))}",
        chart=chart.bars("Longest wait", longest, duration),
        columns=[("Longest wait", _cells(longest, duration))],
    )


def _sessions(timeline: Timeline, chart: Chart) -> Card:
    values = timeline.counts("sessions", "sessions")
    return Card(
        name="sessions",
        title="New sessions per hour",
        value=number(sum(values) / timeline.period.hours),
        note=f"{number(sum(values))} in the {timeline.period.name}",
        chart=chart.bars("New sessions", values, number),
        columns=[("New sessions", _cells(values, number))],
    )


def _reuse(timeline: Timeline, chart: Chart) -> Card:
    created, turns = timeline.total("messages", "created"), timeline.total("messages", "turns")
    values = timeline.shares("messages", "created", "turns")
    return Card(
        name="reuse",
        title="Sessions reused",
        value=_or_dash(share_left(created, turns), percent),
        note=f"{number(created)} of {number(turns)} turns began one",
        chart=chart.lines("Sessions reused", [("", values)], percent),
        columns=[("Reused", _cells(values, percent))],
    )


def _taps(timeline: Timeline, chart: Chart) -> Card:
    missed, taps = timeline.total("messages", "missed"), timeline.total("messages", "taps")
    values = timeline.shares("messages", "missed", "taps")
    return Card(
        name="taps",
        title="Taps that worked",
        value=_or_dash(share_left(missed, taps), percent),
        note=f"{number(missed)} of {number(taps)} led nowhere",
        chart=chart.lines("Taps that worked", [("", values)], percent),
        columns=[("Taps that worked", _cells(values, percent))],
    )


def _dead(timeline: Timeline, chart: Chart) -> Card:
    values = timeline.counts("messages", "dead")
    return Card(
        name="dead",
        title="Dead letters",
        value=number(timeline.found["dead"]),
        note=f"{number(sum(values))} in the {timeline.period.name}",
        chart=chart.bars("Messages that died", values, number),
        columns=[("Dead", _cells(values, number))],
        address="/console/dead",
    )


def _cost(timeline: Timeline, chart: Chart) -> Card:
    values = timeline.counts("sessions", "cost")
    return Card(
        name="cost",
        title="Cost today",
        value=dollars(timeline.found["sessions"]["cost_today"]),
        note=f"{dollars(sum(values))} in the {timeline.period.name}",
        chart=chart.bars("Cost", values, dollars),
        columns=[("Cost", _cells(values, dollars))],
    )


CARDS: Sequence[Make] = (_messages, _replies, _latency, _waiting, _sessions, _reuse, _taps, _dead, _cost)


def ranked(counts: Mapping[str, Any], order: Sequence[str] = ()) -> list[tuple[str, int, float]]:
    """Return name, count and share of the largest: in a given order, or the most frequent first."""
    most = max(counts.values(), default=1)
    names = [name for name in order if name in counts] or sorted(counts, key=lambda name: (-counts[name], name))
    return [(name, counts[name], counts[name] / most) for name in names]


def _or_dash(value: float | None, told: Callable[[float], str]) -> str:
    return "–" if value is None else told(value)


def _cells(values: Values, told: Callable[[float], str]) -> list[str]:
    return [_or_dash(value, told) for value in values]
