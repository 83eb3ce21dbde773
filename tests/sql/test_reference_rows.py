"""Rows that an operator types: only the columns that the contract names, and a clear answer to a mistake."""

from __future__ import annotations

from typing import Any

import asyncpg
import pytest

from tests.rows import Rows
from tests.sql.demo import BUILDERS, CHAMPIGNY, JEAN, NOWHERE, PAUL, SLAB

WHAT = "60000000-0000-4000-8000-000000000001"

COLUMNS: dict[str, set[str]] = {
    "subcontractors": {"id", "phone", "name", "language", "timezone", "company_id", "active", "last_project_id",
                       "last_project_at", "handoff_until", "created_at"},
    "companies": {"id", "name"},
    "projects": {"id", "name", "location", "status", "company_id", "deleted_at"},
    "project_members": {"project_id", "subcontractor_id"},
    "tasks": {"id", "project_id", "title", "description", "status", "progress", "position"},
    "documents": {"id", "project_id", "task_id", "name", "url", "mime_type"},
    "task_updates": {"subcontractor_id", "session_id", "source_message_id"},
    "incidents": {"subcontractor_id", "session_id", "source_message_id"},
    "conversation_sessions": {"id", "subcontractor_id", "status", "started_at", "last_message_at", "ended_at",
                              "ended_reason", "message_count", "turn_count", "current_project_id", "current_task_id",
                              "phase", "total_cost", "summary", "updated_at"},
    "messages": {"id", "session_id", "subcontractor_id", "direction", "kind", "body", "language", "channel",
                 "provider_message_id", "reply_to", "intent", "confidence", "metadata", "status", "created_at"},
    "inbox": {"id", "channel", "provider_message_id", "sender", "kind", "content", "raw", "state", "outcome",
              "attempts", "last_error", "provider_time", "received_at", "finished_at"},
    "outbox": {"id", "inbox_id", "part", "recipient", "channel", "payload", "state", "provider_message_id", "attempts",
               "last_error", "created_at", "sent_at"},
    "session_snapshots": set(), "audit_log": set(), "schema_migrations": set(),
}  # fmt: skip
"""Contract §5."""

SMALLEST: dict[str, tuple[str, dict[str, Any]]] = {
    "company": ("insert into companies (name) values ('Nouvelle')", {}),
    "person": (
        "insert into subcontractors (phone, name) values ('+33611111111', 'Léa')",
        {"language": None, "timezone": None, "company_id": None, "active": True, "last_project_id": None},
    ),
    "person-by-phone-only": ("insert into subcontractors (phone) values ('+33611111111')", {"active": True}),
    "project": ("insert into projects (name) values ('Quai')", {"location": None, "deleted_at": None}),
    "project-of-a-company": (
        f"insert into projects (name, location, company_id) values ('Quai', 'Paris', '{BUILDERS}')",
        {"location": "Paris", "status": "active"},
    ),
    "member": (f"insert into project_members (project_id, subcontractor_id) values ('{CHAMPIGNY}', '{PAUL}')", {}),
    "task": (
        f"insert into tasks (project_id, title) values ('{CHAMPIGNY}', 'Enduire')",
        {"status": "todo", "progress": 0, "position": 0, "description": None},
    ),
    "document": (
        f"insert into documents (project_id, name, url) values ('{CHAMPIGNY}', 'Plan', 'https://files.example.com/p')",
        {"task_id": None, "mime_type": None},
    ),
    "document-of-a-task": (
        f"""
            insert into documents (project_id, task_id, name, url, mime_type)
            values ('{CHAMPIGNY}', '{SLAB}', 'Plan', 'https://files.example.com/p', 'application/pdf')
        """,
        {"task_id": SLAB},
    ),
    "incident": (
        f"insert into incidents (subcontractor_id, session_id, source_message_id) values ('{JEAN}', '{WHAT}', '{WHAT}')",
        {"project_id": None},
    ),
    "session": (
        f"insert into conversation_sessions (subcontractor_id) values ('{JEAN}')",
        {"status": "active", "message_count": 0, "turn_count": 0, "ended_at": None, "ended_reason": None},
    ),
}

MISTAKES: dict[str, tuple[str, type[Exception], str]] = {
    "phone-without-plus": (
        "insert into subcontractors (phone) values ('0611111111')",
        asyncpg.CheckViolationError,
        "subcontractors_phone_check",
    ),
    "phone-with-spaces": (
        "insert into subcontractors (phone) values ('+33 6 11 11 11 11')",
        asyncpg.CheckViolationError,
        "subcontractors_phone_check",
    ),
    "phone-twice": (
        "insert into subcontractors (phone) values ('+33600000001')",
        asyncpg.UniqueViolationError,
        "subcontractors_phone_key",
    ),
    "phone-missing": (
        "insert into subcontractors (name) values ('Léa')",
        asyncpg.NotNullViolationError,
        '"phone" of relation "subcontractors"',
    ),
    "language-unknown": (
        "insert into subcontractors (phone, language) values ('+33611111111', 'xx')",
        asyncpg.CheckViolationError,
        "subcontractors_language_check",
    ),
    "task-status": (
        f"insert into tasks (project_id, title, status) values ('{CHAMPIGNY}', 'Enduire', 'finished')",
        asyncpg.CheckViolationError,
        "tasks_status_check",
    ),
    "progress-over-100": (
        f"insert into tasks (project_id, title, progress) values ('{CHAMPIGNY}', 'Enduire', 101)",
        asyncpg.CheckViolationError,
        "tasks_progress_check",
    ),
    "progress-below-0": (
        f"insert into tasks (project_id, title, progress) values ('{CHAMPIGNY}', 'Enduire', -1)",
        asyncpg.CheckViolationError,
        "tasks_progress_check",
    ),
    "task-of-no-project": (
        f"insert into tasks (project_id, title) values ('{NOWHERE}', 'Enduire')",
        asyncpg.ForeignKeyViolationError,
        "tasks_project_id_fkey",
    ),
    "member-twice": (
        f"insert into project_members (project_id, subcontractor_id) values ('{CHAMPIGNY}', '{JEAN}')",
        asyncpg.UniqueViolationError,
        "project_members_pkey",
    ),
    "session-status": (
        f"insert into conversation_sessions (subcontractor_id, status) values ('{JEAN}', 'closed')",
        asyncpg.CheckViolationError,
        "conversation_sessions_status_check",
    ),
    "session-reason": (
        f"insert into conversation_sessions (subcontractor_id, ended_reason) values ('{JEAN}', 'bored')",
        asyncpg.CheckViolationError,
        "conversation_sessions_ended_reason_check",
    ),
}


@pytest.mark.parametrize("table", COLUMNS)
async def test_every_table_has_the_columns_that_others_read(sql: Rows, table: str) -> None:
    found = await sql.column(
        "select column_name from information_schema.columns where table_schema = 'public' and table_name = $1", table
    )
    assert found, "the table is there"
    assert COLUMNS[table] <= set(found)


async def test_every_time_knows_its_zone(sql: Rows) -> None:
    naive = await sql.column(
        "select table_name || '.' || column_name from information_schema.columns "
        "where table_schema = 'public' and data_type like 'timestamp without%'"
    )
    assert naive == []


@pytest.mark.parametrize(("statement", "defaults"), SMALLEST.values(), ids=SMALLEST.keys())
async def test_the_smallest_row_has_defaults(sql: Rows, statement: str, defaults: dict[str, Any]) -> None:
    [row] = await sql.all(f"{statement} returning *")
    assert {name: row[name] for name in defaults} == defaults
    assert row.get("id", "-")
    assert row.get("created_at", "-")


@pytest.mark.parametrize(("statement", "error", "named"), MISTAKES.values(), ids=MISTAKES.keys())
async def test_a_mistake_is_named(sql: Rows, statement: str, error: type[Exception], named: str) -> None:
    with pytest.raises(error, match=named):
        await sql.run(statement)


async def test_one_effect_of_one_message_is_written_once(sql: Rows) -> None:
    incident, _ = SMALLEST["incident"]
    await sql.run(incident)
    with pytest.raises(asyncpg.UniqueViolationError, match="source_message_id"):
        await sql.run(incident)
