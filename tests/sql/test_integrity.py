"""check_integrity: ok on a healthy database, and each check finds the damage it is there for."""

from __future__ import annotations

import pytest

from services.database.migrate import find_migrations
from tests.rows import Rows
from tests.sql.damage import DAMAGE, HEALTHY, Damage, make_healthy
from tests.sql.expected import EXPECTED, render

BROKEN = "select * from check_integrity() where status <> 'ok' or found <> 0"
CHEAP = {
    "duplicate_active_sessions",
    "inbox_without_outcome",
    "replies_stuck",
    "missing_tables",
    "missing_columns",
    "missing_views",
    "missing_indexes",
    "missing_constraints",
    "missing_triggers",
    "missing_functions",
    "row_level_security",
}

HELD = {"broken_objects", "plain_definition", *EXPECTED, "expected_objects"}
"""Functions without which nobody can say what is missing."""


@pytest.fixture
async def healthy(sql: Rows) -> Rows:
    await make_healthy(sql)
    return sql


async def test_every_check_says_what_it_looks_for(healthy: Rows) -> None:
    found = await healthy.all("select * from check_integrity()")
    assert all(check["detail"] for check in found)
    assert {check["check_name"] for check in found} == {name for damage in DAMAGE.values() for name in damage.found}
    assert {(check["status"], check["found"]) for check in found} == {("ok", 0)}


@pytest.mark.parametrize("before", HEALTHY.values(), ids=HEALTHY.keys())
async def test_what_is_right_is_no_damage(healthy: Rows, before: str) -> None:
    await healthy.run(before)
    assert await healthy.all(BROKEN) == []
    assert await healthy.value("select check_sessions() ->> 'status'") == "ok"


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
async def test_damage_is_found(healthy: Rows, damage: Damage) -> None:
    await healthy.run(damage.done)
    found = await healthy.all("select * from check_integrity()")
    assert {check["check_name"]: check["found"] for check in found if check["status"] != "ok"} == damage.found
    assert all((check["found"] == 0) == (check["status"] == "ok") for check in found)

    seen = await healthy.value("select check_sessions()")
    assert {check["check_name"] for check in seen["checks"]} == CHEAP
    cheap = {name: count for name, count in damage.found.items() if name in CHEAP}
    assert {check["check_name"]: check["found"] for check in seen["checks"] if check["found"]} == cheap
    assert (seen["status"] == "ok") == (not cheap)


async def test_orphans_that_no_constraint_tells_of(healthy: Rows) -> None:
    await healthy.run("set local session_replication_role = replica; delete from conversation_sessions")
    assert [(check["check_name"], check["found"]) for check in await healthy.all(BROKEN)] == [("orphaned_messages", 3)]


async def test_a_broken_check_names_what_it_found(healthy: Rows) -> None:
    await healthy.run("drop index idx_outbox_age, idx_inbox_age, idx_inbox_pending, idx_lanes_due")
    [check] = await healthy.all(BROKEN)
    assert check["detail"].endswith(": idx_inbox_age, idx_inbox_pending, idx_lanes_due, …")


async def test_what_is_expected_is_what_the_migrations_create(sql: Rows) -> None:
    """If not: `python -m tests.sql.expected`."""
    for name in EXPECTED:
        file = find_migrations() / "functions" / f"{name}.sql"
        assert await render(sql, name) == file.read_text(encoding="utf-8")


async def test_every_function_is_missed(sql: Rows) -> None:
    names = await sql.column("select distinct proname::text from pg_proc where pronamespace = 'public'::regnamespace")
    for name in set(names) - HELD:
        await sql.run(f"alter function {name} rename to {name}_away")
    missed = await sql.column("select name from broken_objects() where check_name = 'missing_functions'")
    assert set(missed) == set(names) - HELD


async def test_what_never_was_a_table_of_ours_is_not_touched(sql: Rows) -> None:
    with pytest.raises(Exception, match="pg_authid is no table of relais"):
        await sql.run("select change_row('pg_authid', null, '{}')")


async def test_a_row_that_has_changed_meanwhile_is_left(healthy: Rows) -> None:
    await healthy.run("update conversation_sessions set message_count = 7")
    changes = await healthy.value("select jsonb_agg(d) from find_damage('message_counts') d")
    await healthy.run("update conversation_sessions set phase = 'incident'")
    assert await healthy.value("select repair_rows($1)", changes) == []
    assert await healthy.column("select message_count from conversation_sessions") == [7]


async def test_repairs_are_audited_for_each_person(healthy: Rows) -> None:
    await healthy.run("update conversation_sessions set message_count = 7")
    made = await healthy.value("select repair_rows((select jsonb_agg(d) from find_damage('message_counts') d))")
    assert await healthy.value("select undo_rows($1)", made) == 1
    assert await healthy.column("select action from audit_log order by id") == [
        "integrity.repaired",
        "integrity.undone",
    ]
    assert await healthy.column("select detail from audit_log") == [{"table": "conversation_sessions", "rows": 1}] * 2
