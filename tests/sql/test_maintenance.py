"""What is forgotten ends, what is old is archived, what was archived comes back."""

from __future__ import annotations

import pytest

from errors import InvalidInputError
from services.database.asyncpg import AsyncpgDatabase
from tests.rows import Rows
from tests.sql.demo import ANDREI, CHAMPIGNY, JEAN, MARIA, NOBODY, SLAB

CLEANUP = "select cleanup_expired_sessions()"
RESTORE = "select restore_session_snapshot($1)"
STATUSES = "select status || coalesce(':' || ended_reason, '') from conversation_sessions order by started_at, status"

EVERYTHING = """
    select s::text from conversation_sessions s union all select m::text from messages m order by 1
"""
"""Every column of every row, as the database itself writes it."""

SESSION = """
    insert into conversation_sessions (subcontractor_id, status, started_at, last_message_at, ended_at, ended_reason,
        turn_count, current_project_id, current_task_id, phase, flow, total_cost, summary, updated_at)
    values ($1, 'ended', now() - interval '20 days 1.234567 s', now() - interval '19 days 1.2 s',
        now() - interval '18 days', 'end_of_day', 3, $2, $3, 'incident',
        '{"step": 2, "asked": ["où ?", null], "deep": {"n": 1.50}}', 0.012345, E'dit "bonjour"\\n\\\\ et part 👷',
        now() - interval '17 days')
    returning id
"""

MESSAGES = """
    insert into messages (subcontractor_id, session_id, direction, kind, body, language, channel, provider_message_id,
        reply_to, intent, confidence, metadata, status, created_at)
    select $1, $2, case n % 2 when 0 then 'inbound' else 'outbound' end, 'text', E'n° ' || n || E'\\t"ç" مرحبا 👷',
        'fr', 'cloud', 'wamid.' || n, 'wamid.' || n - 1, 'greeting', 0.1 * n,
        jsonb_build_object('tool_outputs', jsonb_build_array(jsonb_build_object('n', n, 'none', null, 'big', 12345678901234567890.10))),
        'read', now() - make_interval(days => 19, secs => n / 7.0)
    from generate_series(1, $3) n
"""

BARE_MESSAGES = "insert into messages (subcontractor_id, session_id, direction) select $1, $2, 'inbound' from generate_series(1, $3::int)"


async def _old_session(sql: Rows, who: str = JEAN, *, messages: int = 5) -> str:
    session_id = await sql.value(SESSION, who, CHAMPIGNY, SLAB)
    await sql.run(MESSAGES, who, session_id, messages)
    return str(session_id)


async def _count(sql: Rows, session_id: str) -> int:
    return int(await sql.value("select message_count from get_session_by_id($1)", session_id))


async def test_ends_the_idle_and_removes_the_old(sql: Rows) -> None:
    old = await _old_session(sql)
    idle = await sql.value("select get_or_create_session($1)", JEAN)
    await sql.run("update conversation_sessions set last_message_at = now() - interval '8 d' where id = $1", idle)
    await sql.value("select get_or_create_session($1)", MARIA)
    assert await sql.value(CLEANUP) == 2
    assert await sql.column(STATUSES) == ["active", "ended:timeout"]
    assert await sql.column("select session_id from session_snapshots") == [old]
    assert await sql.column("select id from messages") == []
    assert await sql.value(CLEANUP) == 0, "what has just ended is not old"


@pytest.mark.parametrize(
    ("idle", "days", "ended"),
    [("6 d 23 h", None, 0), ("7 d 1 h", None, 1), ("2 d", 1, 1), ("2 d", 3, 0), ("1 h", 0, 1), ("100 d", 101, 0)],
)
async def test_the_cut_off_of_active_sessions(sql: Rows, idle: str, days: int | None, ended: int) -> None:
    await sql.run(
        "insert into conversation_sessions (subcontractor_id, started_at, last_message_at) "
        "values ($1, now() - interval '200 d', now() - $2::text::interval)",
        JEAN,
        idle,
    )
    call = CLEANUP if days is None else f"select cleanup_expired_sessions(p_cutoff_days => {days})"
    assert await sql.value(call) == ended
    assert await sql.column(STATUSES) == (["ended:timeout"] if ended else ["active"])
    assert await sql.column("select session_id from session_snapshots") == []


@pytest.mark.parametrize(("ended", "removed"), [("6 d 23 h", 0), ("7 d 1 h", 1)])
@pytest.mark.parametrize("status", ["ended", "escalated"])
async def test_the_cut_off_of_ended_sessions(sql: Rows, status: str, ended: str, removed: int) -> None:
    await sql.run(
        "insert into conversation_sessions (subcontractor_id, status, started_at, last_message_at, ended_at) "
        "values ($1, $2, now() - interval '30 d', now() - interval '30 d', now() - $3::text::interval)",
        JEAN,
        status,
        ended,
    )
    assert await sql.value(CLEANUP) == removed
    assert await sql.value("select count(*) from conversation_sessions") == 1 - removed


@pytest.mark.parametrize(("until", "removed"), [("1 h", 0), ("-1 h", 1)], ids=["still-talking", "over"])
async def test_a_conversation_that_a_human_still_has_stays(sql: Rows, until: str, removed: int) -> None:
    session_id = await sql.value("select get_or_create_session($1)", JEAN)
    await sql.run("select end_session($1, 'escalation')", session_id)
    await sql.run("update conversation_sessions set ended_at = now() - interval '9 d'")
    await sql.run("update subcontractors set handoff_until = now() + $1::text::interval", until)
    assert await sql.value(CLEANUP) == removed


@pytest.mark.parametrize("messages", [0, 1, 300])
async def test_a_session_comes_back_exactly_as_it_was(sql: Rows, messages: int) -> None:
    session_id = await _old_session(sql, messages=messages)
    await _old_session(sql, MARIA, messages=2)
    before = await sql.column(EVERYTHING)
    assert await sql.value(CLEANUP) == 2
    assert await sql.column(EVERYTHING) == []

    assert await sql.value(RESTORE, session_id) is True
    assert await sql.column(EVERYTHING) == [row for row in before if session_id in row]
    assert await _count(sql, session_id) == messages
    for other in await sql.column("select session_id from session_snapshots where session_id <> $1", session_id):
        assert await sql.value(RESTORE, other) is True
    assert await sql.column(EVERYTHING) == before


async def test_restoring_again_and_archiving_again_change_nothing(sql: Rows) -> None:
    session_id = await _old_session(sql)
    before = await sql.column(EVERYTHING)
    for _ in range(2):
        assert await sql.value(CLEANUP) == 1
        assert await sql.value(RESTORE, session_id) is True
        assert await sql.value(RESTORE, session_id) is True
        assert await sql.column(EVERYTHING) == before
    assert await sql.column("select check_name from check_integrity() where status <> 'ok'") == []


async def test_what_happened_meanwhile_stays_in_place(sql: Rows) -> None:
    session_id = await _old_session(sql)
    await sql.value(CLEANUP)
    newest = await sql.value("select get_or_create_session($1)", JEAN)
    await sql.run(BARE_MESSAGES, JEAN, newest, 2)
    await sql.run(RESTORE, session_id)
    assert await sql.column("select session_id from messages order by seq") == [session_id] * 5 + [newest] * 2
    assert await sql.value("select get_or_create_session($1)", JEAN) == newest


async def test_without_a_snapshot_nothing_comes_back(sql: Rows) -> None:
    assert await sql.value(RESTORE, NOBODY) is False


async def test_a_session_comes_back_without_a_project_that_is_gone(sql: Rows) -> None:
    session_id = await _old_session(sql)
    await sql.value(CLEANUP)
    await sql.run("delete from projects where id = $1", CHAMPIGNY)
    assert await sql.value(RESTORE, session_id) is True
    [session] = await sql.all("select * from get_session_by_id($1)", session_id)
    assert (session["current_project_id"], session["current_task_id"]) == (None, None)
    assert session["message_count"] == 5


async def test_an_active_session_does_not_come_back_beside_another(database: AsyncpgDatabase, rows: Rows) -> None:
    first = await database.value("get_or_create_session", p_subcontractor_id=JEAN)
    await database.value("archive_session", p_subcontractor_id=JEAN, p_session_id=first)
    second = await database.value("get_or_create_session", p_subcontractor_id=JEAN)
    with pytest.raises(InvalidInputError, match="has another active session"):
        await database.value("restore_session_snapshot", p_session_id=first)
    assert await rows.column("select id from conversation_sessions") == [second]


async def test_a_session_that_somebody_holds_waits_for_the_next_run(rows: Rows, dsn: str) -> None:
    held = await _old_session(rows)
    free = await _old_session(rows, MARIA)
    async with Rows(dsn) as other:
        await other.run("begin")
        await other.run("select from conversation_sessions where id = $1 for update", held)
        assert await rows.value(CLEANUP) == 1
    assert await rows.column("select session_id from session_snapshots") == [free]
    assert await rows.value(CLEANUP) == 1


async def test_a_slice_ends_with_its_time(sql: Rows) -> None:
    for who in (JEAN, MARIA):
        await _old_session(sql, who)
        await sql.run(
            "insert into conversation_sessions (subcontractor_id, last_message_at) values ($1, now() - interval '8 d')",
            who,
        )
    done = [await sql.value("select cleanup_some_sessions(7, 0)") for _ in range(5)]
    assert done == [1, 1, 1, 1, 0], "at least one, or it would never come to an end"
    assert await sql.column(STATUSES) == ["ended:timeout"] * 2
    assert await sql.value("select count(*) from session_snapshots") == 2


async def test_a_slice_with_time_does_it_all(sql: Rows) -> None:
    for _ in range(20):
        await _old_session(sql, messages=1)
    assert await sql.value("select cleanup_some_sessions(7, 60)") == 20


async def test_references_are_looked_at_in_slices(sql: Rows) -> None:
    await sql.run("update subcontractors set last_project_id = $1, active = id = $2", CHAMPIGNY, MARIA)
    stale = await sql.column("select id from subcontractors where id <> $1 order by id", MARIA)
    looked_at, after = [], None
    while True:
        found = await sql.value("select cleanup_some_references($1, 0)", after)
        if found["after"] is None:
            break
        looked_at.append((found["after"], found["cleared"]))
        after = found["after"]
    assert looked_at == [(who, int(who in stale)) for who in sorted([*stale, MARIA])]
    assert await sql.column("select id from subcontractors where last_project_id is not null") == [MARIA]
    assert (
        await sql.column("select subcontractor_id from audit_log where action = 'project.cleared' order by 1") == stale
    )


async def test_the_count_follows_many_rows_at_once(sql: Rows) -> None:
    ids = {who: await sql.value("select get_or_create_session($1)", who) for who in (JEAN, MARIA, ANDREI)}
    await sql.run(
        "insert into messages (subcontractor_id, session_id, direction) select subcontractor_id, id, 'inbound' "
        "from conversation_sessions, generate_series(1, 7) where subcontractor_id <> $1",
        ANDREI,
    )
    await sql.run(BARE_MESSAGES, JEAN, ids[JEAN], 1)
    assert [await _count(sql, session_id) for session_id in ids.values()] == [8, 7, 0]
    await sql.run("delete from messages where seq % 2 = 0")
    assert (
        await sql.column(
            "select s.message_count = (select count(*) from messages m where m.session_id = s.id) "
            "from conversation_sessions s"
        )
        == [True] * 3
    )
    await sql.run("delete from messages")
    assert [await _count(sql, session_id) for session_id in ids.values()] == [0, 0, 0]


async def test_inserting_and_deleting_nothing_counts_nothing(sql: Rows) -> None:
    session_id = await sql.value("select get_or_create_session($1)", JEAN)
    await sql.run(BARE_MESSAGES, JEAN, session_id, 0)
    await sql.run("delete from messages where body = 'nothing'")
    await sql.run("update messages set status = 'read'")
    assert await _count(sql, session_id) == 0
