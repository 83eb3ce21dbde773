"""Finds people who open many sessions within a minute."""

from __future__ import annotations

from bisect import insort
from dataclasses import dataclass, field

from monitoring.examples import Examples

WINDOW_SECONDS = 60.0

_MOST_PEOPLE = 20_000
"""Who opened no session for the longest time is forgotten first: that many are hardly seen within a minute."""


@dataclass(slots=True)
class Bursts:
    """Counts people who opened more than `limit` sessions in any 60 seconds; lines may come a little out of order."""

    limit: int
    people: Examples = field(default_factory=Examples)
    _opened: dict[str, list[float]] = field(default_factory=dict[str, list[float]])

    def opened(self, person: str, at: float) -> None:
        """Count a new session."""
        times = self._opened.pop(person, [])
        insort(times, at)
        del times[: -(self.limit + 1)]
        self._opened[person] = times
        if len(self._opened) > _MOST_PEOPLE:
            del self._opened[next(iter(self._opened))]
        if len(times) > self.limit and times[-1] - times[0] <= WINDOW_SECONDS:
            self.people.add(person, once=True)
