"""Who may see which project; choosing one, coming back to it, losing it."""

from __future__ import annotations

from typing import Any

import pytest

from errors import UnknownIdError
from services.database.asyncpg import AsyncpgDatabase
from tests.rows import Rows
from tests.sql.demo import ANDREI, BUILDERS, BUREAU, CHAMPIGNY, JEAN, NOBODY, NOWHERE, PAUL, ROOFERS, SLAB, VILLA

SELECT = "select select_project($1, $2)"
RESTORE = "select restore_project($1)"
MAY = "select may_access_project($1, $2)"
CHOICE = "select last_project_id, last_project_at is not null as dated from subcontractors where id = $1"
AUDITED = "select action, detail from audit_log where subcontractor_id = $1 order by id"
SESSION = "select current_project_id, current_task_id from get_session_by_id($1)"

ALONE = f"delete from project_members; update subcontractors set company_id = null where id = '{JEAN}'"

LOSSES = {
    "deleted": f"update projects set deleted_at = now() where id = '{CHAMPIGNY}'",
    "no-longer-a-member": f"delete from project_members where project_id = '{CHAMPIGNY}'",
    "deactivated": f"update subcontractors set active = false where id = '{JEAN}'",
}


@pytest.mark.parametrize(
    ("who", "project", "before", "allowed"),
    [
        (JEAN, CHAMPIGNY, "select 1", True),
        (JEAN, VILLA, "select 1", False),
        (ANDREI, VILLA, "select 1", True),
        (ANDREI, CHAMPIGNY, "select 1", False),
        (JEAN, CHAMPIGNY, ALONE, False),
        (JEAN, CHAMPIGNY, f"{ALONE}; update subcontractors set company_id = '{BUILDERS}'", True),
        (JEAN, VILLA, f"{ALONE}; update subcontractors set company_id = '{BUILDERS}'", False),
        (JEAN, VILLA, f"update subcontractors set company_id = '{ROOFERS}'", True),
        (JEAN, CHAMPIGNY, f"{ALONE}; update projects set company_id = null", False),
        (JEAN, CHAMPIGNY, LOSSES["deleted"], False),
        (JEAN, CHAMPIGNY, f"{LOSSES['deleted']}; update subcontractors set company_id = '{BUILDERS}'", False),
        (PAUL, CHAMPIGNY, f"insert into project_members values ('{CHAMPIGNY}', '{PAUL}')", False),
        (PAUL, CHAMPIGNY, f"update subcontractors set company_id = '{BUILDERS}'", False),
        (NOBODY, CHAMPIGNY, "select 1", False),
        (JEAN, NOWHERE, "select 1", False),
        (JEAN, None, "select 1", False),
        (None, CHAMPIGNY, "select 1", False),
    ],
    ids=[
        "member", "no-member", "member-elsewhere", "member-elsewhere-only", "neither", "owner-company", "other-company",
        "company-without-membership", "two-nulls-are-no-company", "deleted", "deleted-of-owner", "inactive-member",
        "inactive-of-owner", "nobody", "nowhere", "no-project", "no-person",
    ],
)  # fmt: skip
async def test_who_may_see_what(sql: Rows, who: str | None, project: str | None, before: str, allowed: bool) -> None:
    await sql.run(before)
    assert await sql.value(MAY, who, project) is allowed


async def test_a_choice_belongs_to_the_person_and_to_the_open_session(sql: Rows) -> None:
    session_id = await sql.value("select get_or_create_session($1)", JEAN)
    assert await sql.value(SELECT, JEAN, CHAMPIGNY) is True
    assert await sql.all(CHOICE, JEAN) == [{"last_project_id": CHAMPIGNY, "dated": True}]
    assert await sql.all(SESSION, session_id) == [{"current_project_id": CHAMPIGNY, "current_task_id": None}]
    assert await sql.all(AUDITED, JEAN) == [{"action": "project.selected", "detail": {"project_id": CHAMPIGNY}}]


async def test_a_choice_without_a_session_opens_none(sql: Rows) -> None:
    assert await sql.value(SELECT, JEAN, CHAMPIGNY) is True
    assert await sql.column("select id from conversation_sessions") == []


@pytest.mark.parametrize("project", [VILLA, NOWHERE, None], ids=["forbidden", "nowhere", "null"])
async def test_a_forbidden_choice_changes_nothing_and_is_audited(sql: Rows, project: str | None) -> None:
    session_id = await sql.value("select get_or_create_session($1)", JEAN)
    await sql.run(SELECT, JEAN, CHAMPIGNY)
    assert await sql.value(SELECT, JEAN, project) is False
    assert await sql.value("select last_project_id from subcontractors where id = $1", JEAN) == CHAMPIGNY
    assert await sql.value("select current_project_id from get_session_by_id($1)", session_id) == CHAMPIGNY
    assert (await sql.all(AUDITED, JEAN))[1:] == [{"action": "project.denied", "detail": {"project_id": project}}]


@pytest.mark.parametrize(("project", "task"), [(CHAMPIGNY, SLAB), (BUREAU, None)], ids=["same", "another"])
async def test_another_project_drops_the_current_task(sql: Rows, project: str, task: str | None) -> None:
    session_id = await _at_the_slab(sql)
    await sql.run(SELECT, JEAN, project)
    assert await sql.all(SESSION, session_id) == [{"current_project_id": project, "current_task_id": task}]


async def test_an_ended_session_keeps_its_project(sql: Rows) -> None:
    session_id = await _at_the_slab(sql)
    await sql.run("select end_session($1, 'operator')", session_id)
    await sql.run(SELECT, JEAN, BUREAU)
    assert await sql.all(SESSION, session_id) == [{"current_project_id": CHAMPIGNY, "current_task_id": SLAB}]


async def test_a_new_session_starts_with_the_last_project(sql: Rows) -> None:
    await sql.run(SELECT, JEAN, CHAMPIGNY)
    session_id = await sql.value("select get_or_create_session($1)", JEAN)
    assert await sql.value(RESTORE, JEAN) == CHAMPIGNY
    assert await sql.value("select current_project_id from get_session_by_id($1)", session_id) == CHAMPIGNY


async def test_nothing_chosen_is_nothing_restored(sql: Rows) -> None:
    assert await sql.value(RESTORE, JEAN) is None
    assert await sql.all(AUDITED, JEAN) == []


async def test_restoring_the_same_project_keeps_the_task(sql: Rows) -> None:
    session_id = await _at_the_slab(sql)
    assert await sql.value(RESTORE, JEAN) == CHAMPIGNY
    assert await sql.value("select current_task_id from get_session_by_id($1)", session_id) == SLAB


async def test_restoring_another_project_drops_the_task(sql: Rows) -> None:
    session_id = await _at_the_slab(sql)
    await sql.run("update subcontractors set last_project_id = $1 where id = $2", BUREAU, JEAN)
    assert await sql.value(RESTORE, JEAN) == BUREAU
    assert await sql.all(SESSION, session_id) == [{"current_project_id": BUREAU, "current_task_id": None}]


@pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES.keys())
async def test_a_stale_choice_is_cleared_and_audited(sql: Rows, loss: str) -> None:
    session_id = await _at_the_slab(sql)
    await sql.run(loss)
    assert await sql.value(RESTORE, JEAN) is None
    assert await sql.all(CHOICE, JEAN) == [{"last_project_id": None, "dated": False}]
    assert await sql.all(SESSION, session_id) == [{"current_project_id": None, "current_task_id": None}]
    [_, denied] = await sql.all(AUDITED, JEAN)
    assert denied == {"action": "project.denied", "detail": {"project_id": CHAMPIGNY, "restore": True}}
    assert await sql.value(RESTORE, JEAN) is None
    assert len(await sql.all(AUDITED, JEAN)) == 2, "what is cleared is not denied again"


async def test_a_project_removed_for_good_is_forgotten(sql: Rows) -> None:
    await _at_the_slab(sql)
    await sql.run("delete from projects where id = $1", CHAMPIGNY)
    assert await sql.value(RESTORE, JEAN) is None


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        ("select_project", {"p_subcontractor_id": NOBODY, "p_project_id": CHAMPIGNY}),
        ("restore_project", {"p_subcontractor_id": NOBODY}),
    ],
)
async def test_nobody_is_an_error_that_says_so(
    database: AsyncpgDatabase, function: str, arguments: dict[str, Any]
) -> None:
    with pytest.raises(UnknownIdError, match=f"no subcontractor has the id {NOBODY}"):
        await database.value(function, **arguments)


@pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES.keys())
async def test_maintenance_forgets_stale_choices(sql: Rows, loss: str) -> None:
    session_id = await _at_the_slab(sql)
    await sql.run(SELECT, ANDREI, VILLA)
    assert await sql.value("select cleanup_stale_project_references()") == 0
    await sql.run(loss)
    assert await sql.value("select cleanup_stale_project_references()") == 1
    assert await sql.all(CHOICE, JEAN) == [{"last_project_id": None, "dated": False}]
    assert await sql.all(CHOICE, ANDREI) == [{"last_project_id": VILLA, "dated": True}]
    assert await sql.all(SESSION, session_id) == [{"current_project_id": None, "current_task_id": None}]
    assert (await sql.all(AUDITED, JEAN))[1:] == [{"action": "project.cleared", "detail": {"project_id": CHAMPIGNY}}]
    assert await sql.value("select cleanup_stale_project_references()") == 0


async def _at_the_slab(sql: Rows) -> Any:
    """Let Jean stand in Champigny, at the slab, and return his session."""
    session_id = await sql.value("select get_or_create_session($1)", JEAN)
    await sql.run(SELECT, JEAN, CHAMPIGNY)
    await sql.run("update conversation_sessions set current_task_id = $1 where id = $2", SLAB, session_id)
    return session_id
