"""What came of the log lines: figures and alerts, ready to be printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from monitoring.alerts import ALERTS
from monitoring.figures import latency_ms, rates
from monitoring.tally import Tally
from monitoring.thresholds import Thresholds


@dataclass(frozen=True, slots=True)
class RaisedAlert:
    """An alert that somebody should look at; `detail` names examples."""

    name: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The figures of a tally, the alerts by their thresholds, and what of the lines could not be used."""

    tally: Tally
    alerts: tuple[RaisedAlert, ...]
    lines: int
    passed_over: Mapping[str, int]

    @property
    def rates(self) -> dict[str, float | None]:
        """Every rate by its name."""
        return rates(self.tally)

    @property
    def latency_ms(self) -> dict[str, Any]:
        """The percentiles of everything whose time is told."""
        return latency_ms(self.tally)

    @property
    def outcomes(self) -> dict[str, int]:
        """How many messages ended how, the most frequent first."""
        return dict(self.tally.outcomes.most_common())

    def as_json(self) -> dict[str, Any]:
        """Return what `--json` prints (contract §8)."""
        alerts = [{"name": alert.name, "detail": alert.detail} for alert in self.alerts]
        return {"rates": self.rates, "outcomes": self.outcomes, "latency_ms": self.latency_ms, "alerts": alerts}


def report(
    tally: Tally, thresholds: Thresholds, *, now: float, lines: int = 0, passed_over: Mapping[str, int] | None = None
) -> Report:
    """Judge a tally; what goes on, goes on until `now` (seconds since 1970)."""
    return Report(
        tally=tally,
        alerts=tuple(_raised(tally, thresholds, now)),
        lines=lines,
        passed_over=Counter(passed_over or {}),
    )


def _raised(tally: Tally, thresholds: Thresholds, now: float) -> Iterator[RaisedAlert]:
    for alert in ALERTS:
        limit = thresholds[alert.name]
        detail = None if limit is None else alert.detail(tally, limit, now)
        if detail is not None:
            yield RaisedAlert(alert.name, detail)
