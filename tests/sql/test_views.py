"""What operators look at in the SQL editor."""

from __future__ import annotations

import pytest

from tests.rows import Rows
from tests.sql.demo import ANDREI, JEAN, MARIA

VIEWS = [
    "sessions_created_per_hour",
    "duplicate_active_sessions",
    "messages_per_session_last_hour",
    "people_with_many_new_sessions",
]

ENDED = """
    insert into conversation_sessions (subcontractor_id, status, started_at)
    select $1, 'ended', timestamptz '2026-01-05 10:00:00+00' + n * make_interval(secs => $3) from generate_series(0, $2 - 1) n
"""


@pytest.mark.parametrize("view", VIEWS)
async def test_where_nothing_happened_nothing_is_shown(sql: Rows, view: str) -> None:
    assert await sql.all(f"select * from {view}") == []


async def test_sessions_are_counted_by_the_hour(sql: Rows) -> None:
    await sql.run("set local timezone = 'Asia/Kolkata'")  # its hours begin at half past
    await sql.run(ENDED, JEAN, 3, 1500.0)
    await sql.run(ENDED, MARIA, 2, 3599.0)
    found = await sql.all(
        "select to_char(hour at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as hour, sessions, people "
        "from sessions_created_per_hour"
    )
    assert found == [{"hour": "2026-01-05 10:00", "sessions": 5, "people": 2}]
    await sql.run(ENDED, ANDREI, 2, 3600.0)
    assert await sql.column("select sessions from sessions_created_per_hour") == [1, 6], "the newest hour first"


async def test_duplicates_show_where_the_index_is_missing(sql: Rows) -> None:
    ids = {who: await sql.value("select get_or_create_session($1)", who) for who in (JEAN, MARIA)}
    assert await sql.all("select * from duplicate_active_sessions") == []
    await sql.run("drop index idx_unique_active_session_per_user")
    newer = await sql.value(
        "insert into conversation_sessions (subcontractor_id, last_message_at) values ($1, now() + interval '1 s') "
        "returning id",
        JEAN,
    )
    [found] = await sql.all("select subcontractor_id, sessions, session_ids from duplicate_active_sessions")
    assert found == {"subcontractor_id": JEAN, "sessions": 2, "session_ids": [newer, ids[JEAN]]}


async def test_messages_of_the_last_hour_are_counted_by_session(sql: Rows) -> None:
    ids = {who: await sql.value("select get_or_create_session($1)", who) for who in (JEAN, MARIA, ANDREI)}
    await sql.run(
        "insert into messages (subcontractor_id, session_id, direction, created_at) "
        "select p::uuid, s::uuid, d, now() - m * interval '1 m' from (values "
        f"('{JEAN}', '{ids[JEAN]}', 'inbound', 59), ('{JEAN}', '{ids[JEAN]}', 'inbound', 61), "
        f"('{JEAN}', '{ids[JEAN]}', 'outbound', 1), ('{MARIA}', '{ids[MARIA]}', 'inbound', 0), "
        f"('{ANDREI}', '{ids[ANDREI]}', 'inbound', 90)) v (p, s, d, m)"
    )
    found = await sql.all(
        "select session_id, subcontractor_id, messages, inbound, outbound from messages_per_session_last_hour"
    )
    assert found == [
        {"session_id": ids[JEAN], "subcontractor_id": JEAN, "messages": 2, "inbound": 1, "outbound": 1},
        {"session_id": ids[MARIA], "subcontractor_id": MARIA, "messages": 1, "inbound": 1, "outbound": 0},
    ]


@pytest.mark.parametrize(
    ("sessions", "seconds", "shown"),
    [(10, 0.0, []), (11, 0.0, [11]), (11, 6.0, [11]), (11, 6.1, []), (30, 5.0, [13])],
    ids=["ten-at-once", "eleven-at-once", "eleven-across-a-minute", "eleven-in-more-than-a-minute", "on-and-on"],
)
async def test_a_person_with_too_many_sessions_in_a_minute(
    sql: Rows, sessions: int, seconds: float, shown: list[int]
) -> None:
    await sql.run(ENDED, JEAN, sessions, seconds)
    await sql.run(ENDED, MARIA, 3, 1.0)
    found = await sql.all("select subcontractor_id, sessions from people_with_many_new_sessions")
    assert found == [{"subcontractor_id": JEAN, "sessions": count} for count in shown]


@pytest.mark.parametrize("view", VIEWS)
async def test_a_view_reads_with_the_rights_of_its_reader(sql: Rows, view: str) -> None:
    assert await sql.value("select reloptions from pg_class where relname = $1", view) == ["security_invoker=true"]
