"""The figures of a stretch of time, bucket by bucket."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

Found = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """How far back a page looks: `step` are the seconds of a bucket, `form` names one by its beginning."""

    name: str
    minutes: int
    step: int
    per: str
    form: str

    @property
    def hours(self) -> float:
        """How long it is."""
        return self.minutes / 60


PERIODS: Mapping[str, Period] = {
    "1h": Period(name="last hour", minutes=60, step=120, per="2 minutes", form="%H:%M"),
    "24h": Period(name="last 24 hours", minutes=1440, step=1800, per="30 minutes", form="%H:%M"),
    "7d": Period(name="last 7 days", minutes=10_080, step=14_400, per="4 hours", form="%a %H:%M"),
}
"""What may be asked for; buckets begin at round times, so the first and the newest are not whole."""

USUAL = "24h"


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """What the SQL function console_overview found, with the buckets in which nothing happened."""

    found: Found
    period: Period
    starts: Sequence[int]

    @classmethod
    def of(cls, found: Found, period: Period) -> Timeline:
        """Return the timeline of what was found."""
        first, last = (int(found[name] // period.step) * period.step for name in ("since", "at"))
        return cls(found=found, period=period, starts=range(first, last + 1, period.step))

    def series(self, part: str, name: str) -> list[Any]:
        """Return a figure of each bucket; None where nothing happened. `part` is messages, replies or sessions."""
        known = {bucket["at"]: bucket[name] for bucket in self.found[part]["buckets"]}
        return [known.get(start) for start in self.starts]

    def counts(self, part: str, name: str) -> list[float]:
        """Return a count of each bucket; 0 where nothing happened."""
        return [value or 0 for value in self.series(part, name)]

    def total(self, part: str, name: str) -> float:
        """Return the sum of all buckets."""
        return sum(self.counts(part, name))

    def shares(self, part: str, missed: str, whole: str) -> list[float | None]:
        """Return, of each bucket, the share of `whole` that is not `missed`."""
        pairs = zip(self.counts(part, missed), self.counts(part, whole), strict=True)
        return [share_left(some, all_) for some, all_ in pairs]

    def labels(self, zone: ZoneInfo) -> list[str]:
        """Return what each bucket is called, by the company's clock."""
        return [datetime.fromtimestamp(start, UTC).astimezone(zone).strftime(self.period.form) for start in self.starts]


def share_left(missed: float, whole: float) -> float | None:
    """Return the share of `whole` that is not `missed`, from 0 to 1; None without anything to measure."""
    return min(1.0, max(0.0, 1 - missed / whole)) if whole else None
