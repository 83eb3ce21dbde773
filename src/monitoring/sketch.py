"""Percentiles of any number of values in constant memory."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

_GROWTH = 1.01
"""Each bucket is 1 % wider than the one before: a percentile is at most 0.5 % off."""
_LOG = math.log(_GROWTH)
_MIDDLE = 2 / (1 + _GROWTH)
_LEAST, _MOST = 0.001, 1e9
"""Milliseconds: from a microsecond to eleven days, in some 2,800 buckets at most."""
_LOWEST = math.ceil(math.log(_LEAST) / _LOG)


@dataclass(slots=True)
class Sketch:
    """Counts milliseconds in buckets whose width grows with the value; below a microsecond all are one."""

    _least: float = math.inf
    _most: float = 0.0
    _buckets: dict[int, int] = field(default_factory=dict[int, int])

    @property
    def count(self) -> int:
        """How many values there were."""
        return sum(self._buckets.values())

    def add(self, value: object) -> None:
        """Count a value, if it is a number of milliseconds."""
        if not isinstance(value, (int, float)) or not 0 <= value <= _MOST:
            return
        bucket = math.ceil(math.log(value) / _LOG) if value > _LEAST else _LOWEST
        self._buckets[bucket] = self._buckets.get(bucket, 0) + 1
        self._least = min(self._least, value)
        self._most = max(self._most, value)

    def percentile(self, share: float) -> float | None:
        """Return the value below which a `share` of all values lies (nearest rank), or None without any."""
        rank = max(1, math.ceil(share * self.count))
        for bucket, seen in self._ascending():
            if seen >= rank:
                estimate = _GROWTH**bucket * _MIDDLE
                return round(max(self._least, min(estimate, self._most)), 3)
        return None

    def merge(self, other: Sketch) -> None:
        """Take over what another one counted."""
        for bucket, found in other._buckets.items():
            self._buckets[bucket] = self._buckets.get(bucket, 0) + found
        self._least = min(self._least, other._least)
        self._most = max(self._most, other._most)

    def as_json(self) -> dict[str, float | int | None]:
        """Return `{p50, p95, p99, count}`, in milliseconds."""
        percentiles = {f"p{round(share * 100)}": self.percentile(share) for share in (0.5, 0.95, 0.99)}
        return {**percentiles, "count": self.count}

    def _ascending(self) -> Iterator[tuple[int, int]]:
        """Yield each bucket with how many values lie in it or below."""
        seen = 0
        for bucket in sorted(self._buckets):
            seen += self._buckets[bucket]
            yield bucket, seen
