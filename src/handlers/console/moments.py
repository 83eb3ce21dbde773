"""How pages tell times: in the company's zone, with the exact moment behind what is short."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from zoneinfo import ZoneInfo

from markupsafe import Markup

Moment = datetime | str | float
"""A time with its zone, ISO 8601, or seconds since 1970."""

_UNITS = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))


def duration(seconds: float) -> str:
    """Tell how long something takes, in at most two units: `40 ms`, `1.4 s`, `12 min`, `2 h 5 min`."""
    if seconds < 1:
        return f"{round(seconds * 1000)} ms"
    if seconds < 10:  # noqa: PLR2004 - a tenth matters below ten seconds only
        return f"{seconds:.1f} s"
    size, unit = next(row for row in _UNITS if seconds >= row[0])
    whole, rest = divmod(int(seconds), size)
    below = dict(zip((unit for _, unit in _UNITS), _UNITS[1:], strict=False)).get(unit)
    second = rest // below[0] if below and whole < 10 and unit in {"h", "d"} else 0  # noqa: PLR2004 - as above
    return f"{whole} {unit} {second} {below[1]}" if below and second else f"{whole} {unit}"


def read_moment(moment: Moment) -> datetime:
    """Return a moment in UTC."""
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    if isinstance(moment, int | float):
        return datetime.fromtimestamp(moment, UTC)
    return moment.astimezone(UTC)


def ago(zone: ZoneInfo, moment: Moment) -> Markup:
    """Tell how long ago (or how soon) something is; static/ago.js lets it grow older."""
    at = read_moment(moment)
    seconds = (datetime.now(UTC) - at).total_seconds()
    return _time(zone, at, _distance(seconds), "data-ago")


def clock(zone: ZoneInfo, moment: Moment, form: str = "%H:%M") -> Markup:
    """Tell when something is, by the clock on the company's wall."""
    at = read_moment(moment)
    return _time(zone, at, at.astimezone(zone).strftime(form), "")


def filters(zone: ZoneInfo) -> Mapping[str, Callable[..., str]]:
    """Return what templates tell times with."""
    return {"ago": partial(ago, zone), "clock": partial(clock, zone), "duration": duration}


def _distance(seconds: float) -> str:
    size, unit = next((row for row in _UNITS if abs(seconds) >= row[0]), (1, "s"))
    count = int(abs(seconds) // size)
    if count == 0:
        return "now"
    return f"{count} {unit} ago" if seconds > 0 else f"in {count} {unit}"


def _time(zone: ZoneInfo, at: datetime, text: str, mark: str) -> Markup:
    exact = at.astimezone(zone).strftime("%-d %B %Y, %H:%M:%S %Z")
    return Markup('<time datetime="{}" title="{}" {}>{}</time>').format(at.isoformat(), exact, mark, text)
