"""Migrations 009 and 011 on a database in which an older system left its sessions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from services.database.asyncpg import AsyncpgDatabase
from services.database.migrate import find_migrations, migrate
from tests.rows import Rows

PERSON = "50000000-0000-4000-8000-0000000000aa"
OLD = "10000000-0000-4000-8000-000000000001"

TABLES = {
    "keys-only": "create table conversation_sessions (id uuid primary key, subcontractor_id uuid not null)",
    "the-first-version": """
        create table conversation_sessions (
            id uuid primary key default gen_random_uuid(),
            subcontractor_id uuid not null references subcontractors (id) on delete cascade,
            status varchar(20) default 'active' check (status in ('active', 'expired')),
            started_at timestamptz default now(), ended_at timestamptz, message_count int)
    """,
    "other-reasons": """
        create table conversation_sessions (
            id uuid primary key, subcontractor_id uuid not null, status text, started_at timestamptz,
            last_message_at timestamptz, ended_reason text check (ended_reason in ('inactivity')), total_cost float8)
    """,
    "ours-but-empty": "select 1",
}


@pytest.fixture
async def sql(empty_dsn: str) -> Any:
    """A database before migration 009, with one person."""
    async with Rows(empty_dsn) as opened:
        await _paste(opened, "00[0-8]_*.sql")
        await opened.run("insert into subcontractors (id, phone) values ($1, '+33611111111')", PERSON)
        yield opened


async def _paste(sql: Rows, pattern: str) -> None:
    for path in sorted(find_migrations().glob(pattern)):
        await sql.run(path.read_text(encoding="utf-8"))


async def _migrate(dsn: str, folder: Path | None = None) -> None:
    database = AsyncpgDatabase(dsn)
    await migrate(database, folder or find_migrations())
    await database.close()


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES.keys())
async def test_an_older_table_is_completed_and_works(sql: Rows, empty_dsn: str, table: str) -> None:
    await sql.run(table)
    await _migrate(empty_dsn)
    session_id = await sql.value("select get_or_create_session($1)", PERSON)
    for _ in range(2):
        await sql.run(
            "insert into messages (subcontractor_id, session_id, direction) values ($1, $2, 'inbound')",
            PERSON,
            session_id,
        )
    assert await sql.value("select end_session($1, 'escalation')", session_id) is True
    assert await sql.value("select get_or_create_session($1)", PERSON) != session_id

    await sql.run("update conversation_sessions set ended_at = now() - interval '8 d' where status = 'escalated'")
    before = await sql.value("select to_jsonb(s) from get_session_by_id($1) s", session_id)
    assert await sql.value("select cleanup_expired_sessions()") == 1
    assert await sql.value("select restore_session_snapshot($1)", session_id) is True
    assert await sql.value("select to_jsonb(s) from get_session_by_id($1) s", session_id) == before
    assert before["message_count"] == 2
    assert await sql.all("select * from check_integrity() where status <> 'ok'") == []


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES.keys())
async def test_an_older_table_becomes_as_strict_as_a_new_one(
    sql: Rows, empty_dsn: str, shared_dsn: str, table: str
) -> None:
    facts = """
        select column_name, is_nullable, column_default from information_schema.columns
        where table_name = 'conversation_sessions' order by 1
    """
    await sql.run(table)
    await _migrate(empty_dsn)
    async with Rows(shared_dsn) as new:
        assert await _without_casts(sql, facts) == await _without_casts(new, facts)
    for column, wrong in {"status": "closed", "ended_reason": "bored"}.items():
        with pytest.raises(Exception, match=f"conversation_sessions_{column}_check"):
            await sql.run(
                f"insert into conversation_sessions (subcontractor_id, {column}) values ('{PERSON}', '{wrong}')"
            )


async def _without_casts(sql: Rows, facts: str) -> list[dict[str, Any]]:
    return [{**row, "column_default": (row["column_default"] or "").split("::")[0]} for row in await sql.all(facts)]


async def test_older_rows_stay_with_what_they_lacked(sql: Rows, empty_dsn: str) -> None:
    await sql.run(TABLES["the-first-version"])
    await sql.run(
        f"""
        insert into conversation_sessions (id, subcontractor_id, status, started_at, message_count) values
            ('{OLD}', '{PERSON}', 'active', now() - interval '90 s', null),
            (gen_random_uuid(), '{PERSON}', 'expired', now() - interval '90 d', null),
            (gen_random_uuid(), '{PERSON}', null, null, null)
        """
    )
    await _migrate(empty_dsn)
    found = await sql.all(
        "select status, ended_reason, started_at = last_message_at as dated, message_count, phase, total_cost::int "
        "from conversation_sessions order by status, started_at"
    )
    same = {"ended_reason": None, "dated": True, "message_count": 0, "phase": "idle", "total_cost": 0}
    assert found == [{"status": status, **same} for status in ("active", "ended", "ended")]
    await sql.run(
        "update runtime_settings set value = to_char(now() at time zone 'UTC' + interval '1 h', 'HH24:MI:SS') "
        "where name = 'session_day_start'"
    )
    await sql.run("update subcontractors set timezone = 'UTC'")
    assert await sql.value("select get_or_create_session($1)", PERSON) == OLD


async def test_of_several_active_sessions_the_newest_stays(sql: Rows, empty_dsn: str) -> None:
    await _paste(sql, "009_*.sql")
    await sql.run("insert into subcontractors (phone) select '+3362222222' || n from generate_series(1, 2) n")
    await sql.run(
        "insert into conversation_sessions (subcontractor_id, started_at, last_message_at, summary) "
        "select id, now() - interval '1 h' * started, now() - interval '1 m' * silent, summary from subcontractors, "
        "(values (1, 50, 'newer'), (9, 3, 'newest'), (2, 40, 'new')) s (started, silent, summary)"
    )
    await sql.run(
        "insert into conversation_sessions (subcontractor_id, status, ended_reason, summary) "
        "values ($1, 'ended', 'operator', 'over')",
        PERSON,
    )
    await _migrate(empty_dsn)
    found = await sql.all(
        "select status, ended_reason, summary, count(*) as n, bool_and((ended_at is null) = (status = 'active' or summary = 'over')) as dated "
        "from conversation_sessions group by 1, 2, 3 order by 3"
    )
    duplicate = {"status": "ended", "ended_reason": "duplicate_cleanup", "n": 3, "dated": True}
    assert found == [
        {**duplicate, "summary": "new"},
        {**duplicate, "summary": "newer"},
        {"status": "active", "ended_reason": None, "summary": "newest", "n": 3, "dated": True},
        {"status": "ended", "ended_reason": "operator", "summary": "over", "n": 1, "dated": True},
    ]
    assert await sql.all("select * from check_integrity() where status <> 'ok'") == []


async def test_the_index_is_the_one_of_the_contract(sql: Rows, empty_dsn: str) -> None:
    await _migrate(empty_dsn)
    definition = "select indexdef from pg_indexes where indexname = 'idx_unique_active_session_per_user'"
    assert await sql.value(definition) == (
        "CREATE UNIQUE INDEX idx_unique_active_session_per_user ON public.conversation_sessions "
        "USING btree (subcontractor_id) WHERE (status = 'active'::text)"
    )
