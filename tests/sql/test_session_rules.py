"""When a conversation is over (contract §6): the table of times, on each person's own clock."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rows import Rows
from tests.sql.demo import ANDREI, JEAN, MARIA

PEOPLE = {"paris": JEAN, "lisbon": MARIA, "bucharest": ANDREI}
ENDED = {"timeout", "end_of_day"}
WINTER = "2026-01-14 "
NEXT = "2026-01-15 "

AT_LOCAL_TIMES = """
    select session_end_reason($1::text::timestamp at time zone timezone, $2::text::timestamp at time zone timezone, timezone)
    from subcontractors where id = $3
"""
AT_INSTANTS = "select session_end_reason($1::text::timestamptz, $2::text::timestamptz, $3)"


@pytest.mark.parametrize("person", PEOPLE.values(), ids=PEOPLE.keys())
@pytest.mark.parametrize(
    ("last", "now", "reason"),
    [
        (WINTER + "20:39:00", WINTER + "20:39:07", None),
        (WINTER + "22:00:00", NEXT + "02:00:00", None),
        (WINTER + "23:59:59", NEXT + "00:00:01", None),
        (WINTER + "23:30:00", NEXT + "05:59:59", None),
        (WINTER + "05:50:00", WINTER + "06:10:00", "end_of_day"),
        (WINTER + "05:59:59", WINTER + "06:00:00", "end_of_day"),
        (WINTER + "06:00:00", WINTER + "06:00:01", None),
        (WINTER + "23:30:00", NEXT + "06:00:00", "end_of_day"),
        (WINTER + "07:00:00", WINTER + "13:59:00", None),
        (WINTER + "07:00:00", WINTER + "14:00:00", None),
        (WINTER + "07:00:00", WINTER + "14:00:01", "timeout"),
        (WINTER + "07:00:00", WINTER + "14:01:00", "timeout"),
        (WINTER + "22:00:00", NEXT + "05:01:00", "timeout"),
        (WINTER + "12:00:00", WINTER + "11:59:58", None),
    ],
    ids=[
        "an-evening", "over-midnight", "midnight", "a-short-night", "over-the-day-start", "one-second-over-it",
        "after-the-day-start", "at-the-day-start", "6h59", "7h", "7h-and-a-second", "7h01", "a-long-night",
        "clocks-of-two-servers",
    ],
)  # fmt: skip
async def test_the_table_of_times(sql: Rows, person: str, last: str, now: str, reason: str | None) -> None:
    assert await sql.value(AT_LOCAL_TIMES, last, now, person) == reason


@pytest.mark.parametrize("person", PEOPLE.values(), ids=PEOPLE.keys())
async def test_when_both_rules_apply_the_session_ends(sql: Rows, person: str) -> None:
    assert await sql.value(AT_LOCAL_TIMES, WINTER + "22:00", NEXT + "08:00", person) in ENDED


async def test_one_instant_is_a_new_day_for_one_person_only(sql: Rows) -> None:
    reasons = {
        zone: await sql.value(AT_INSTANTS, "2026-01-15 03:50+00", "2026-01-15 04:10+00", zone)
        for zone in ("Europe/Paris", "Europe/Lisbon", "Europe/Bucharest")
    }
    assert reasons == {"Europe/Paris": None, "Europe/Lisbon": None, "Europe/Bucharest": "end_of_day"}


@pytest.mark.parametrize("person", PEOPLE.values(), ids=PEOPLE.keys())
@pytest.mark.parametrize(
    ("last", "now", "reason"),
    [
        ("2026-03-28 22:00", "2026-03-29 05:59", None),
        ("2026-03-28 21:50", "2026-03-29 05:51", "timeout"),
        ("2026-03-29 05:50", "2026-03-29 06:10", "end_of_day"),
        ("2026-10-24 23:30", "2026-10-25 05:29", None),
        ("2026-10-24 23:30", "2026-10-25 05:31", "timeout"),
        ("2026-10-25 05:50", "2026-10-25 06:10", "end_of_day"),
        ("2026-10-25 06:10", "2026-10-25 12:00", None),
    ],
    ids=["spring-6h59", "spring-7h01", "spring-morning", "autumn-6h59", "autumn-7h01", "autumn-morning", "autumn-day"],
)
async def test_the_nights_when_clocks_change(sql: Rows, person: str, last: str, now: str, reason: str | None) -> None:
    assert await sql.value(AT_LOCAL_TIMES, last, now, person) == reason


@pytest.mark.parametrize(
    ("last", "now", "reason"),
    [
        ("2026-03-29 00:25+00", "2026-03-29 00:59+00", None),
        ("2026-03-29 01:05+00", "2026-03-29 01:10+00", None),
        ("2026-03-29 01:10+00", "2026-03-29 01:40+00", "end_of_day"),
        ("2026-10-25 00:40+00", "2026-10-25 00:45+00", None),
        ("2026-10-25 01:32+00", "2026-10-25 01:40+00", None),
        ("2026-10-25 00:15+00", "2026-10-25 01:40+00", "end_of_day"),
    ],
    ids=["before-the-gap", "right-after-the-gap", "after-the-gap", "02:45-first", "02:40-second", "over-both"],
)
async def test_a_day_that_starts_at_an_hour_that_does_not_exist_or_exists_twice(
    sql: Rows, last: str, now: str, reason: str | None
) -> None:
    await _set(sql, "session_day_start", "02:30")
    assert await sql.value(AT_INSTANTS, last, now, "Europe/Paris") == reason


@pytest.mark.parametrize("zone", [None, "", " ", "Mars/Phobos", "Europe/Paris ", "Europe/Lyon", "👷"])
async def test_without_a_usable_time_zone_the_default_one_counts(sql: Rows, zone: str | None) -> None:
    await _set(sql, "default_timezone", "Europe/Bucharest")
    assert await sql.value(AT_INSTANTS, "2026-01-15 03:50+00", "2026-01-15 04:10+00", zone) == "end_of_day"
    assert await sql.value(AT_INSTANTS, "2026-01-15 04:50+00", "2026-01-15 05:10+00", zone) is None


@pytest.mark.parametrize("default", ["Mars/Phobos", "", None], ids=["unknown", "empty", "missing"])
async def test_even_a_wrong_default_stops_nothing(sql: Rows, default: str | None) -> None:
    await sql.run("delete from runtime_settings where name = 'default_timezone'")
    if default is not None:
        await sql.run("insert into runtime_settings values ('default_timezone', $1)", default)
    assert await sql.value(AT_INSTANTS, "2026-01-15 04:50+00", "2026-01-15 05:10+00", None) == "end_of_day"


@pytest.mark.parametrize(
    ("setting", "last", "now", "reason"),
    [
        (("session_idle_hours", "2"), "07:00", "09:01", "timeout"),
        (("session_idle_hours", "2"), "07:00", "08:59", None),
        (("session_idle_hours", "0.5"), "07:00", "07:31", "timeout"),
        (("session_idle_hours", "12"), "07:00", "18:59", None),
        (("session_day_start", "12:30"), "12:20", "12:40", "end_of_day"),
        (("session_day_start", "12:30"), "05:50", "06:10", None),
        (("session_day_start", "00:00:00"), "00:00", "00:20", None),
    ],
    ids=["2h-over", "2h", "half-an-hour", "12h", "at-noon", "not-at-six", "at-midnight"],
)
async def test_the_settings_are_honoured(
    sql: Rows, setting: tuple[str, str], last: str, now: str, reason: str | None
) -> None:
    await _set(sql, *setting)
    assert await sql.value(AT_LOCAL_TIMES, WINTER + last, WINTER + now, JEAN) == reason


async def test_without_settings_the_documented_defaults_hold(sql: Rows) -> None:
    await sql.run("delete from runtime_settings")
    assert await sql.value(AT_LOCAL_TIMES, WINTER + "07:00", WINTER + "13:59", JEAN) is None
    assert await sql.value(AT_LOCAL_TIMES, WINTER + "07:00", WINTER + "14:01", JEAN) == "timeout"
    assert await sql.value(AT_LOCAL_TIMES, WINTER + "05:50", WINTER + "06:10", JEAN) == "end_of_day"


async def _set(sql: Rows, name: str, value: Any) -> None:
    await sql.run("update runtime_settings set value = $2 where name = $1", name, value)
