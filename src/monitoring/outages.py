"""How long what sessions are kept in was away: Postgres, and Redis where it is used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from events import Event

TROUBLE: Mapping[str, str] = {
    Event.DATABASE_UNAVAILABLE.event: "Postgres",
    Event.DATABASE_BEHIND.event: "Postgres",
    Event.SPOOL_BEGAN.event: "Postgres",
    Event.SPOOL_WAITS.event: "Postgres",
    Event.CACHE_UNAVAILABLE.event: "Redis",
}
"""Events that say that a backend of the sessions is away; an outage begins with the first of them."""

LIFE: Mapping[str, str] = {
    **dict.fromkeys(
        (
            event.event
            for event in (
                Event.DATABASE_RECOVERED,
                Event.SPOOL_DRAINED,
                Event.WEBHOOK_RECEIVED,
                Event.STATUSES_RECEIVED,
                Event.SESSION_CREATED,
                Event.SESSION_REUSED,
                Event.MESSAGE_HANDLED,
                Event.MAINTENANCE_FINISHED,
            )
        ),
        "Postgres",
    ),
    Event.CACHE_RECOVERED.event: "Redis",
}
"""Events that nobody can log while the backend is away; an outage ends with the next of them, of any process."""


@dataclass(frozen=True, slots=True)
class Outage:
    """From the first sign of trouble to the next sign of life, or to the last line; seconds since 1970."""

    backend: str
    began: float
    seconds: float


@dataclass(slots=True)
class Outages:
    """Remembers the longest outage, and those that go on."""

    longest: Outage | None = None
    _began: dict[str, float] = field(default_factory=dict[str, float])

    def trouble(self, backend: str, at: float) -> None:
        """It is away."""
        self._began.setdefault(backend, at)

    def life(self, backend: str, at: float) -> None:
        """It answers."""
        if backend in self._began and at >= self._began[backend]:
            self.longest = _longer(self.longest, Outage(backend, began := self._began.pop(backend), at - began))

    def stopped(self, at: float) -> None:
        """A process ended in order: nobody looks any more, so nobody can tell."""
        for backend in list(self._began):
            self.life(backend, at)

    def worst(self, now: float) -> Outage | None:
        """Return the longest outage, where one that goes on lasts until `now`."""
        worst = self.longest
        for backend, began in self._began.items():
            worst = _longer(worst, Outage(backend, began, max(0.0, now - began)))
        return worst


def _longer(one: Outage | None, other: Outage) -> Outage:
    return other if one is None or other.seconds > one.seconds else one
