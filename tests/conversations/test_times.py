"""Times as scripts write them."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from conversations.times import duration, next_time

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 second", timedelta(seconds=1)),
        ("90 seconds", timedelta(seconds=90)),
        ("0.5 hours", timedelta(minutes=30)),
        ("2 days and 4 hours", timedelta(days=2, hours=4)),
        ("1 week, 1 day and 1 minute", timedelta(days=8, minutes=1)),
    ],
)
def test_a_length_of_time(text: str, expected: timedelta) -> None:
    assert duration(text) == expected


@pytest.mark.parametrize("text", ["", "3", "hours", "three hours", "3 hours ago", "-1 hour", "3 fortnights"])
def test_no_length_of_time(text: str) -> None:
    with pytest.raises(ValueError, match="no length of time"):
        duration(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("09:01", "2026-11-23T09:01:00+01:00"),
        ("09:00", "2026-11-24T09:00:00+01:00"),
        ("06:10", "2026-11-24T06:10:00+01:00"),
        ("2026-12-24 18:00", "2026-12-24T18:00:00+01:00"),
        ("2027-07-01 12:00", "2027-07-01T12:00:00+02:00"),
    ],
)
def test_the_next_time(text: str, expected: str) -> None:
    assert next_time(text, NOW).isoformat() == expected


@pytest.mark.parametrize("text", ["25:00", "tomorrow", "2026-13-01 09:00"])
def test_no_time(text: str) -> None:
    with pytest.raises(ValueError, match="is no time"):
        next_time(text, NOW)
