"""When a job was due last and is due next, in Paris: the day on which an hour is missing, the one that has an hour twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from handlers.schedule import slots

PARIS = ZoneInfo("Europe/Paris")
DAILY, WEEKLY, CHECKS = "0 3 * * *", "0 2 * * SUN", "*/5 * * * *"
TWICE = "30 2 * * *"
"""In the middle of the hour that there is not, or twice."""

CASES: dict[str, tuple[str, str, str, str]] = {
    "before-it": (DAILY, "2026-01-10T02:59:59.999999+01:00", "2026-01-09T03:00+01:00", "2026-01-10T03:00+01:00"),
    "on-the-dot": (DAILY, "2026-01-10T03:00+01:00", "2026-01-10T03:00+01:00", "2026-01-11T03:00+01:00"),
    "after-it": (DAILY, "2026-01-10T03:00:00.000001+01:00", "2026-01-10T03:00+01:00", "2026-01-11T03:00+01:00"),
    "over-new-year": (DAILY, "2025-12-31T23:59+01:00", "2025-12-31T03:00+01:00", "2026-01-01T03:00+01:00"),
    "in-summer": (DAILY, "2026-07-10T02:59+02:00", "2026-07-09T03:00+02:00", "2026-07-10T03:00+02:00"),
    "a-week": (WEEKLY, "2026-01-10T12:00+01:00", "2026-01-04T02:00+01:00", "2026-01-11T02:00+01:00"),
    "a-sunday": (WEEKLY, "2026-01-11T02:00+01:00", "2026-01-11T02:00+01:00", "2026-01-18T02:00+01:00"),
    "five-minutes": (CHECKS, "2026-01-10T12:04:59+01:00", "2026-01-10T12:00+01:00", "2026-01-10T12:05+01:00"),
    "spring-before": (WEEKLY, "2026-03-29T01:59:59+01:00", "2026-03-22T02:00+01:00", "2026-03-29T03:00+02:00"),
    "spring-02:00-is-not-there": (WEEKLY, "2026-03-29T03:00+02:00", "2026-03-29T03:00+02:00", "2026-04-05T02:00+02:00"),
    "spring-after": (WEEKLY, "2026-03-29T03:30+02:00", "2026-03-29T03:00+02:00", "2026-04-05T02:00+02:00"),
    "spring-03:00-is-there": (DAILY, "2026-03-29T03:00+02:00", "2026-03-29T03:00+02:00", "2026-03-30T03:00+02:00"),
    "spring-23-hours": (DAILY, "2026-03-29T01:59+01:00", "2026-03-28T03:00+01:00", "2026-03-29T03:00+02:00"),
    "spring-02:30": (TWICE, "2026-03-29T01:59+01:00", "2026-03-28T02:30+01:00", "2026-03-29T03:00+02:00"),
    "spring-checks": (CHECKS, "2026-03-29T01:57+01:00", "2026-03-29T01:55+01:00", "2026-03-29T03:00+02:00"),
    "autumn-02:00-first": (WEEKLY, "2026-10-25T02:00+02:00", "2026-10-25T02:00+02:00", "2026-11-01T02:00+01:00"),
    "autumn-02:00-again": (WEEKLY, "2026-10-25T02:00+01:00", "2026-10-25T02:00+02:00", "2026-11-01T02:00+01:00"),
    "autumn-25-hours": (DAILY, "2026-10-25T02:30+01:00", "2026-10-24T03:00+02:00", "2026-10-25T03:00+01:00"),
    "autumn-02:30-between": (TWICE, "2026-10-25T02:15+01:00", "2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00"),
    "autumn-02:30-again": (TWICE, "2026-10-25T02:30+01:00", "2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00"),
    "autumn-checks": (CHECKS, "2026-10-25T02:57+02:00", "2026-10-25T02:55+02:00", "2026-10-25T02:00+01:00"),
}


@pytest.mark.parametrize(("cron", "now", "newest", "following"), CASES.values(), ids=CASES)
def test_due(cron: str, now: str, newest: str, following: str) -> None:
    due = slots(cron, datetime.fromisoformat(now).astimezone(PARIS))
    assert due == (datetime.fromisoformat(newest), datetime.fromisoformat(following))


@pytest.mark.parametrize(
    ("cron", "runs"), [(DAILY, 5), (WEEKLY, 1), (TWICE, 5)], ids=["daily", "weekly", "half-past-two"]
)
@pytest.mark.parametrize(
    "first", [datetime(2026, 3, 27, tzinfo=PARIS), datetime(2026, 10, 23, tzinfo=PARIS)], ids=["spring", "autumn"]
)
def test_five_days_hold_each_time_once(first: datetime, cron: str, runs: int) -> None:
    """Look every five minutes: what is due next comes, nothing else does, and nothing comes back."""
    begin, end = (day.astimezone(UTC) for day in (first, first + timedelta(days=5)))
    looks = [begin + timedelta(minutes=n) for n in range(0, int((end - begin).total_seconds() // 60), 5)]
    seen = [slots(cron, look.astimezone(PARIS)) for look in looks]
    assert len({newest for newest, _following in seen} - {seen[0][0]}) == runs
    for (newest, following), (later, _) in pairwise(seen):
        assert later in {newest, following}
