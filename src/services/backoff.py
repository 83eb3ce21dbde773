"""How long to wait before the next try."""

from __future__ import annotations

import random

LONGEST_SECONDS = 900.0
_GROWTH = 4.0
_JITTER = 0.2


def backoff(attempt: int, base_seconds: float) -> float:
    """Return the seconds to wait after the `attempt`-th failure: ×4 each time, ±20 %, 15 minutes at most."""
    exponent = min(attempt - 1, 20)  # beyond that it is the longest anyway, and floats have an end
    seconds: float = min(base_seconds * _GROWTH**exponent, LONGEST_SECONDS)
    return min(seconds * random.uniform(1 - _JITTER, 1 + _JITTER), LONGEST_SECONDS)  # noqa: S311 - no secret
