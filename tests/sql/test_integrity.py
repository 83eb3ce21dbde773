"""check_integrity: ok on a healthy database, and each check finds the damage it is there for."""

from __future__ import annotations

import pytest

from tests.rows import Rows
from tests.sql.demo import BUREAU, CHAMPIGNY, JEAN, MARIA

WHO = "50000000-0000-4000-8000-00000000aaaa"
UNGUARDED = "drop index idx_unique_active_session_per_user;"
STRANGER = f"insert into contacts (id) values ('{WHO}');"
WAITING = f"""
    {STRANGER} insert into inbox (contact_id, channel, provider_message_id, sender, kind, content)
    values ('{WHO}', 'cloud', 'm1', '+33611111111', 'text', '{{}}');
"""


def _replying(state: str) -> str:
    return f"""
        {STRANGER} insert into outbox (contact_id, recipient, channel, payload, state)
        values ('{WHO}', '+33611111111', 'cloud', '{{}}', '{state}');
    """


DAMAGE: dict[str, tuple[str, dict[str, int]]] = {
    "two-active-sessions": (
        f"{UNGUARDED} insert into conversation_sessions (subcontractor_id) select '{MARIA}' from generate_series(1, 3)",
        {"duplicate_active_sessions": 1, "active_session_index": 1},
    ),
    "no-index": (UNGUARDED, {"active_session_index": 1}),
    "index-of-another-kind": (
        f"{UNGUARDED} create index idx_unique_active_session_per_user on conversation_sessions (subcontractor_id)",
        {"active_session_index": 1},
    ),
    "index-of-every-session": (
        f"{UNGUARDED} create unique index idx_unique_active_session_per_user on conversation_sessions (id)",
        {"active_session_index": 1},
    ),
    "orphans": (
        "set local session_replication_role = replica; delete from conversation_sessions",
        {"orphaned_messages": 3},
    ),
    "a-count-that-lies": ("update conversation_sessions set message_count = 7", {"message_counts": 1}),
    "a-message-that-nobody-will-see": (WAITING, {"inbox_without_outcome": 1}),
    "a-lane-at-rest": (f"{WAITING} insert into lanes (contact_id) values ('{WHO}')", {"inbox_without_outcome": 1}),
    "a-reply-without-a-lane": (_replying("pending"), {"replies_stuck": 1}),
    "a-reply-in-a-lane-at-rest": (
        _replying("sending") + f"insert into reply_lanes (contact_id) values ('{WHO}')",
        {"replies_stuck": 1},
    ),
    "a-deleted-project": (
        f"""
            update subcontractors set last_project_id = '{CHAMPIGNY}' where id in ('{JEAN}', '{MARIA}');
            update subcontractors set last_project_id = '{BUREAU}' where id not in ('{JEAN}', '{MARIA}');
            update projects set deleted_at = now() where id = '{CHAMPIGNY}'
        """,
        {"deleted_projects_referenced": 2},
    ),
    "a-trigger-switched-off": (
        "alter table messages disable trigger count_messages_added",
        {"message_count_triggers": 1},
    ),
    "triggers-gone": (
        "drop trigger count_messages_added on messages; drop trigger count_messages_removed on messages",
        {"message_count_triggers": 2},
    ),
    "a-constraint-on-trust": (
        "alter table tasks add constraint tasks_short check (length(title) < 3) not valid",
        {"invalid_constraints": 1},
    ),
}

HEALTHY: dict[str, str] = {
    "a-message-that-waits": f"{WAITING} insert into lanes (contact_id, due_at) values ('{WHO}', now())",
    "a-reply-that-waits": _replying("pending")
    + f"insert into reply_lanes (contact_id, due_at) values ('{WHO}', now())",
    "a-reply-that-arrived": _replying("read"),
    "a-chosen-project": f"update subcontractors set last_project_id = '{CHAMPIGNY}'",
    "many-ended-sessions": (
        f"insert into conversation_sessions (subcontractor_id, status) select '{MARIA}', 'ended' "
        "from generate_series(1, 3)"
    ),
}


@pytest.fixture
async def healthy(sql: Rows) -> Rows:
    """Jean has a session with three messages."""
    session_id = await sql.value("select get_or_create_session($1)", JEAN)
    await sql.run(
        "insert into messages (subcontractor_id, session_id, direction) "
        "select $1, $2, 'inbound' from generate_series(1, 3)",
        JEAN,
        session_id,
    )
    return sql


async def test_every_check_says_what_it_looks_for(healthy: Rows) -> None:
    found = await healthy.all("select * from check_integrity()")
    assert all(check["detail"] for check in found)
    assert {check["check_name"] for check in found} == {name for _, damage in DAMAGE.values() for name in damage}
    assert {(check["status"], check["found"]) for check in found} == {("ok", 0)}


@pytest.mark.parametrize("before", HEALTHY.values(), ids=HEALTHY.keys())
async def test_what_is_right_is_no_damage(healthy: Rows, before: str) -> None:
    await healthy.run(before)
    assert await healthy.all("select * from check_integrity() where status <> 'ok' or found <> 0") == []


@pytest.mark.parametrize(("damage", "expected"), DAMAGE.values(), ids=DAMAGE.keys())
async def test_damage_is_found(healthy: Rows, damage: str, expected: dict[str, int]) -> None:
    await healthy.run(damage)
    found = await healthy.all("select * from check_integrity()")
    assert {check["check_name"]: check["found"] for check in found if check["status"] != "ok"} == expected
    assert all((check["found"] == 0) == (check["status"] == "ok") for check in found)
