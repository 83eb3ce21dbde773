"""get_or_create_session, get_session_by_id, end_session: called as relais does and as an operator does."""

from __future__ import annotations

import pytest

from errors import InvalidInputError, UnknownIdError
from services.database.asyncpg import AsyncpgDatabase
from tests.rows import Rows
from tests.sql.demo import CHAMPIGNY, JEAN, NOBODY

GET = "select get_or_create_session($1)"
REASONS = ["timeout", "end_of_day", "user_request", "escalation", "operator", "duplicate_cleanup"]


async def _silent_for(sql: Rows, silence: str) -> None:
    await sql.run("update conversation_sessions set last_message_at = now() - $1::text::interval", silence)


async def _day_starts(sql: Rows, offset: str) -> None:
    """Let Jean's day start `offset` from now, on a clock that never changes."""
    await sql.run("update subcontractors set timezone = 'UTC'")
    await sql.run(
        "update runtime_settings set value = to_char(now() at time zone 'UTC' + $1::text::interval, 'HH24:MI:SS') "
        "where name = 'session_day_start'",
        offset,
    )


async def test_a_new_session_is_whole(database: AsyncpgDatabase) -> None:
    session_id = await database.value("get_or_create_session", p_subcontractor_id=JEAN)
    [session] = await database.rows("get_session_by_id", p_session_id=session_id)
    assert session["started_at"] == session["last_message_at"] == session["updated_at"]
    expected = {
        "id": session_id, "subcontractor_id": JEAN, "status": "active", "ended_at": None, "ended_reason": None,
        "message_count": 0, "turn_count": 0, "current_project_id": None, "current_task_id": None, "phase": "idle",
        "summary": None,
    }  # fmt: skip
    assert {name: session[name] for name in expected} == expected
    assert session["total_cost"] == 0


async def test_a_session_of_nobody_is_no_row(database: AsyncpgDatabase) -> None:
    assert await database.rows("get_session_by_id", p_session_id=NOBODY) == []


@pytest.mark.parametrize("who", [NOBODY, None], ids=["unknown", "null"])
async def test_a_session_for_nobody_is_an_error_that_says_so(database: AsyncpgDatabase, who: str | None) -> None:
    with pytest.raises(UnknownIdError, match="no subcontractor has the id"):
        await database.value("get_or_create_session", p_subcontractor_id=who)


@pytest.mark.parametrize(
    ("silence", "reason"),
    [
        ("0 s", None),
        ("7 s", None),
        ("6 h 59 m", None),
        ("7 h 1 m", "timeout"),
        ("30 h", "timeout"),
        ("90 d", "timeout"),
    ],
)
async def test_silence_ends_a_session(sql: Rows, silence: str, reason: str | None) -> None:
    await _day_starts(sql, "1 h")
    first = await sql.value(GET, JEAN)
    await _silent_for(sql, silence)
    second = await sql.value(GET, JEAN)
    assert (first == second) == (reason is None)
    [found] = await sql.all("select status, ended_reason, ended_at from conversation_sessions where id = $1", first)
    assert found["ended_reason"] == reason
    assert found["status"] == ("ended" if reason else "active")
    assert (found["ended_at"] is None) == (reason is None)


@pytest.mark.parametrize(("silence", "reason"), [("2 m", None), ("8 m", "end_of_day"), ("6 h 50 m", "end_of_day")])
async def test_a_new_day_ends_a_session(sql: Rows, silence: str, reason: str | None) -> None:
    await _day_starts(sql, "-5 m")
    first = await sql.value(GET, JEAN)
    await _silent_for(sql, silence)
    second = await sql.value(GET, JEAN)
    assert (first == second) == (reason is None)
    assert await sql.value("select ended_reason from conversation_sessions where id = $1", first) == reason


async def test_the_idle_limit_is_a_setting(sql: Rows) -> None:
    await _day_starts(sql, "1 h")
    await sql.run("update runtime_settings set value = '0.25' where name = 'session_idle_hours'")
    first = await sql.value(GET, JEAN)
    await _silent_for(sql, "14 m")
    assert await sql.value(GET, JEAN) == first
    await _silent_for(sql, "16 m")
    assert await sql.value(GET, JEAN) != first


@pytest.mark.parametrize("zone", [None, "", "Mars/Phobos"])
async def test_a_wrong_time_zone_stops_no_conversation(sql: Rows, zone: str | None) -> None:
    await _day_starts(sql, "1 h")
    await sql.run("update runtime_settings set value = 'UTC' where name = 'default_timezone'")
    await sql.run("update subcontractors set timezone = $1", zone)
    first = await sql.value(GET, JEAN)
    await _silent_for(sql, "6 h 59 m")
    assert await sql.value(GET, JEAN) == first


@pytest.mark.parametrize("reason", REASONS)
async def test_each_reason_ends_a_session_once(sql: Rows, reason: str) -> None:
    session_id = await sql.value(GET, JEAN)
    assert await sql.value("select end_session($1, $2)", session_id, reason) is True
    assert await sql.value("select end_session($1, $2)", session_id, reason) is False
    [session] = await sql.all("select * from get_session_by_id($1)", session_id)
    assert session["ended_reason"] == reason
    assert session["status"] == ("escalated" if reason == "escalation" else "ended")
    assert session["ended_at"] >= session["started_at"]
    assert await sql.value(GET, JEAN) != session_id


async def test_the_first_reason_stays(sql: Rows) -> None:
    session_id = await sql.value(GET, JEAN)
    await sql.run("select end_session($1, 'user_request')", session_id)
    assert await sql.value("select end_session($1, 'escalation')", session_id) is False
    assert await sql.column("select ended_reason from conversation_sessions") == ["user_request"]


async def test_an_escalated_session_can_still_be_closed(sql: Rows) -> None:
    session_id = await sql.value(GET, JEAN)
    await sql.run("select end_session($1, 'escalation')", session_id)
    assert await sql.value("select end_session($1, 'operator')", session_id) is True
    assert await sql.column("select status from conversation_sessions") == ["ended"]


async def test_a_session_that_never_was_does_not_end(sql: Rows) -> None:
    assert await sql.value("select end_session($1, 'operator')", NOBODY) is False


async def test_another_reason_is_refused(database: AsyncpgDatabase, rows: Rows) -> None:
    session_id = await database.value("get_or_create_session", p_subcontractor_id=JEAN)
    for reason in ("bored", "", None, "Timeout"):
        with pytest.raises(InvalidInputError, match="is no reason to end a session"):
            await database.value("end_session", p_session_id=session_id, p_reason=reason)
    assert await rows.column("select status from conversation_sessions") == ["active"]


@pytest.mark.parametrize(("until", "same"), [("1 h", True), ("-1 s", False), (None, False)])
async def test_a_handoff_keeps_the_escalated_session(sql: Rows, until: str | None, same: bool) -> None:
    session_id = await sql.value(GET, JEAN)
    await sql.run("select end_session($1, 'escalation')", session_id)
    await sql.run("update subcontractors set handoff_until = now() + $1::text::interval", until)
    assert (await sql.value(GET, JEAN) == session_id) == same


async def test_a_long_handoff_outlasts_the_idle_limit(sql: Rows) -> None:
    session_id = await sql.value(GET, JEAN)
    await sql.run("select end_session($1, 'escalation')", session_id)
    await sql.run("update subcontractors set handoff_until = now() + interval '1 h'")
    await _silent_for(sql, "30 h")
    assert await sql.value(GET, JEAN) == session_id


async def test_a_released_person_starts_anew(sql: Rows) -> None:
    session_id = await sql.value(GET, JEAN)
    await sql.run("update subcontractors set handoff_until = now() + interval '1 h'")
    await sql.run("select end_session($1, 'escalation')", session_id)
    await sql.run("select end_session($1, 'operator')", session_id)
    assert await sql.value(GET, JEAN) != session_id


async def test_a_second_active_session_is_impossible(sql: Rows) -> None:
    await sql.value(GET, JEAN)
    with pytest.raises(Exception, match="idx_unique_active_session_per_user"):
        await sql.run("insert into conversation_sessions (subcontractor_id) values ($1)", JEAN)


async def test_an_older_session_is_left_alone(sql: Rows) -> None:
    before = await sql.value(
        "insert into conversation_sessions (subcontractor_id, status, ended_reason, current_project_id) "
        "values ($1, 'ended', 'operator', $2) returning conversation_sessions::text",
        JEAN,
        CHAMPIGNY,
    )
    await sql.value(GET, JEAN)
    kept = "select s::text from conversation_sessions s where status = 'ended'"
    assert await sql.column(kept) == [before]
