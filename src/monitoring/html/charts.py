"""Charts as shapes with coordinates: the template draws them as SVG."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from monitoring.timeline import Step
from monitoring.times import stamp

WIDTH, HEIGHT = 600.0, 120.0
_GAP = 0.15
"""Of a bar's room, what is left free."""
_HOURS_FROM = 120
"""Minutes."""

Steps = Sequence[tuple[float, Step]]


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle, and what is said of it."""

    x: float
    y: float
    width: float
    height: float
    told: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars or curves (points of an SVG polyline by their names) over time, and the value at the top."""

    title: str
    top: float
    began: str
    ended: str
    bars: tuple[Bar, ...] = ()
    curves: Mapping[str, tuple[str, ...]] | None = None


def bars(title: str, steps: Steps, seconds: float, value: Callable[[Step], int]) -> Chart:
    """Return a bar for each step of so many seconds."""
    values = [value(step) for _began, step in steps]
    top = max(values, default=0)
    room = WIDTH / max(len(values), 1)
    drawn = [
        Bar(
            x=round((number + _GAP / 2) * room, 1),
            y=round(HEIGHT * (1 - count / top), 1),
            width=round(room * (1 - _GAP), 1),
            height=round(HEIGHT * count / top, 1),
            told=f"{stamp(began)}, {_span(seconds)}: {count}",
        )
        for number, ((began, _step), count) in enumerate(zip(steps, values, strict=True))
        if count
    ]
    return Chart(title, top, *_ends(steps), bars=tuple(drawn))


def curves(title: str, steps: Steps, percentiles: Mapping[str, float]) -> Chart:
    """Return a curve for each percentile of the milliseconds to an answer; a step without any interrupts it."""
    found = {name: [step.reply_ms.percentile(share) for _began, step in steps] for name, share in percentiles.items()}
    top = max((value for values in found.values() for value in values if value is not None), default=0.0)
    return Chart(title, top, *_ends(steps), curves={name: _pieces(values, top) for name, values in found.items()})


def shares(counts: Mapping[str, int]) -> list[tuple[str, int, float]]:
    """Return each name with its number, and that as a percentage of the largest."""
    top = max(counts.values(), default=1)
    return [(name, count, round(100 * count / top, 1)) for name, count in counts.items()]


def _pieces(values: Sequence[float | None], top: float) -> tuple[str, ...]:
    """Return the points of each stretch without a gap; a single value becomes a dash as wide as its step."""
    room = WIDTH / max(len(values), 1)
    pieces: list[list[str]] = [[]]
    for number, value in enumerate(values):
        if value is None:
            pieces.append([])
        else:
            y = round(HEIGHT * (1 - value / top), 1)
            pieces[-1].extend((f"{number * room:.1f},{y}", f"{(number + 1) * room:.1f},{y}"))
    return tuple(" ".join(piece) for piece in pieces if piece)


def _ends(steps: Steps) -> tuple[str, str]:
    return (stamp(steps[0][0]), stamp(steps[-1][0])) if steps else ("", "")


def _span(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < _HOURS_FROM else f"{minutes / 60:.0f} h"
