"""Times as scripts write them: `3 hours`, `2 days and 4 hours`; `06:10`, `2026-11-24 06:10`."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta

_AMOUNT = re.compile(r"(\d+(?:\.\d+)?)\s*(second|minute|hour|day|week)s?")
_BETWEEN = re.compile(r"[\s,]*(?:and)?[\s,]*")

_NO_TIME = "{!r} is no time: write it as 06:10 or 2026-11-24 06:10"


def duration(text: str) -> timedelta:
    """Read a length of time.

    Raises:
        ValueError: these are no amounts of seconds, minutes, hours, days or weeks.
    """
    amounts = _AMOUNT.findall(text)
    if not amounts or _BETWEEN.sub("", _AMOUNT.sub("", text)):
        raise ValueError(f"{text!r} is no length of time: write it as `3 hours` or `2 days and 4 hours`")
    return sum((timedelta(**{f"{unit}s": float(number)}) for number, unit in amounts), timedelta())


def next_time(text: str, now: datetime) -> datetime:
    """Return the next `06:10` after `now`, or the very time that `2026-11-24 06:10` names, in the zone of `now`.

    Raises:
        ValueError: it is no time.
    """
    if len(text) > len("00:00:00"):
        return date_and_time(text).replace(tzinfo=now.tzinfo)
    try:
        then = datetime.combine(now, time.fromisoformat(text), now.tzinfo)
    except ValueError:
        raise ValueError(_NO_TIME.format(text)) from None
    return then if then > now else then + timedelta(days=1)


def date_and_time(text: str) -> datetime:
    """Read `2026-11-24 06:10`; it belongs to no zone yet.

    Raises:
        ValueError: it is no time.
    """
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(_NO_TIME.format(text)) from None
