"""Moments in log lines, and how people say since when."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from errors import ConfigurationError

_KEYS = ("timestamp", "time", "ts", "@timestamp", "asctime")
"""Where log lines say when they were written; ours come first."""

_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC).timestamp()
_AHEAD_SECONDS = 86_400.0
"""How far another machine's clock may be ahead of ours."""

_MILLISECONDS = 1e11
"""From here on a number of seconds would lie in the year 5138: it is one of milliseconds."""

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}


def moment(fields: Mapping[str, Any]) -> float | None:
    """Return when a line was written, as seconds since 1970; None when it does not say, or says nothing possible."""
    for key in _KEYS:
        if key in fields:
            found = _seconds(fields[key])
            return found if found is not None and _EARLIEST <= found <= time.time() + _AHEAD_SECONDS else None
    return None


def since(text: str, now: float) -> float:
    """Return the moment that `2h`, `30m`, `7d` (before `now`) or an ISO time means; without a zone it is UTC.

    Raises:
        ConfigurationError: it means none.
    """
    ago = re.fullmatch(r"(\d{1,6})\s*([smhdw])", text.strip())
    found = now - int(ago[1]) * _UNITS[ago[2]] if ago else _seconds(text.strip())
    if found is None:
        raise ConfigurationError(f"--since: {text!r} is neither a time like 2026-01-31T12:00 nor one like 2h, 30m, 7d")
    return found


def stamp(moment: float) -> str:
    """Return a moment as people and machines read it: 2026-01-31T12:00:00Z."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _seconds(found: object) -> float | None:
    if isinstance(found, str):
        try:
            read = datetime.fromisoformat(found)
            return (read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp()
        except (ValueError, OverflowError):
            return None
    if isinstance(found, (int, float)) and not isinstance(found, bool):
        return found / 1000 if found > _MILLISECONDS else float(found)
    return None
