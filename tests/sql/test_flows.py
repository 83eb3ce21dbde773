"""What reports leave in the database: drafts for a day, an update or an incident once, and only where it is allowed."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from tests.rows import Rows
from tests.sql.demo import CHAMPIGNY, JEAN, SLAB, VILLA

ROOF_FRAME = "70000000-0000-4000-8000-000000000007"  # a task of the Villa
OTHER = "70000000-0000-4000-8000-000000000002"  # to do, 0 %
DONE = "70000000-0000-4000-8000-000000000003"  # done, 100 %

TASK = "select status, progress from tasks where id = $1"
UPDATES = "select task_id, body, progress, media from task_updates where subcontractor_id = $1"
AUDITED = "select action from audit_log where subcontractor_id = $1 order by id"


def flow(**known: Any) -> dict[str, Any]:
    return {"id": str(uuid4()), "name": "report_incident", **known}


def update(task: str, **known: Any) -> dict[str, Any]:
    return {"task_id": task, "done": False, "media": [], "source_message_id": str(uuid4()), **known}


def incident(project: str, number: int, **known: Any) -> dict[str, Any]:
    return {"project_id": project, "number": number, "media": [], "source_message_id": str(uuid4()), **known}


@pytest.mark.parametrize(
    ("age", "kept"),
    [("0 s", 1), ("23 h 59 min", 1), ("24 h 1 min", 0), ("9 d", 0)],
    ids=["now", "nearly-a-day", "a-day", "days"],
)
async def test_a_draft_waits_for_a_day(sql: Rows, age: str, kept: int) -> None:
    await sql.value("select keep_draft($1, $2, now() - $3::text::interval)", JEAN, flow(), age)
    assert len(await sql.value("select list_drafts($1)", JEAN)) == kept


async def test_the_newest_draft_comes_first_and_one_that_is_kept_again_is_one(sql: Rows) -> None:
    first, second = flow(question="a"), flow(question="b")
    for state, age in ((first, "2 h"), (second, "1 h"), (first, "0 s")):
        await sql.value("select keep_draft($1, $2, now() - $3::text::interval)", JEAN, state, age)
    assert [draft["question"] for draft in await sql.value("select list_drafts($1)", JEAN)] == ["a", "b"]


@pytest.mark.parametrize("reason", ["timeout", "end_of_day", "user_request", "escalation", "operator"])
async def test_a_session_that_ends_leaves_its_open_report_as_a_draft(sql: Rows, reason: str) -> None:
    session_id = await sql.value("select get_or_create_session($1)", JEAN)
    state = flow(question="what?")
    await sql.run(
        "update conversation_sessions set flow = $2, last_message_at = now() - interval '3 h' where id = $1",
        session_id,
        state,
    )
    assert await sql.value("select end_session($1, $2)", session_id, reason) is True
    assert await sql.value("select flow from conversation_sessions where id = $1", session_id) is None
    [draft] = await sql.all("select name, state, now() - kept_at = '3 h' as then from flow_drafts")
    assert draft == {"name": "report_incident", "state": state, "then": True}


@pytest.mark.parametrize(
    ("task", "reported", "status", "progress"),
    [
        (OTHER, {"progress": 30}, "in_progress", 30),
        (OTHER, {"body": "begun"}, "in_progress", 0),
        (SLAB, {"progress": 100}, "in_progress", 100),
        (SLAB, {"done": True}, "done", 100),
        (SLAB, {"done": True, "progress": 90}, "done", 100),
        (DONE, {"progress": 80}, "in_progress", 80),
        (DONE, {"body": "a scratch"}, "done", 100),
    ],
    ids=["begun", "begun-in-words", "whole-is-not-done", "done", "done-is-whole", "again-in-progress", "stays-done"],
)
async def test_an_update_moves_its_task(
    sql: Rows, task: str, reported: dict[str, Any], status: str, progress: int
) -> None:
    session_id = await sql.value("select get_or_create_session($1)", JEAN)
    added = await sql.value("select add_task_update($1, $2, $3)", JEAN, session_id, update(task, **reported))
    assert added is True
    assert await sql.all(TASK, task) == [{"status": status, "progress": progress}]


async def test_an_update_is_written_once_for_each_message(sql: Rows) -> None:
    session_id = await sql.value("select get_or_create_session($1)", JEAN)
    files = [{"provider_message_id": "wamid.1", "kind": "image"}]
    told = update(SLAB, progress=70, body="poured", media=files)
    assert await sql.value("select add_task_update($1, $2, $3)", JEAN, session_id, told) is True
    assert await sql.value("select add_task_update($1, $2, $3)", JEAN, session_id, told) is False
    assert await sql.all(UPDATES, JEAN) == [{"task_id": SLAB, "body": "poured", "progress": 70, "media": files}]


@pytest.mark.parametrize("task", [ROOF_FRAME, str(uuid4())], ids=["of-another-site", "nowhere"])
async def test_nobody_reports_on_what_is_not_open_to_them(sql: Rows, task: str) -> None:
    session_id = await sql.value("select get_or_create_session($1)", JEAN)
    before = await sql.all(TASK, task)
    told = update(task, done=True)
    assert await sql.value("select add_task_update($1, $2, $3)", JEAN, session_id, told) is False
    assert await sql.all(TASK, task) == before
    assert await sql.all(UPDATES, JEAN) == []
    assert await sql.column(AUDITED, JEAN) == ["task.denied"]


async def test_an_incident_is_written_once_under_its_number(sql: Rows) -> None:
    session_id = await sql.value("select get_or_create_session($1)", JEAN)
    number = await sql.value("select reserve_incident_number()")
    place = {"latitude": 48.8, "longitude": 2.5}
    told = incident(CHAMPIGNY, number, body="leak", location=place)
    assert await sql.value("select report_incident($1, $2, $3)", JEAN, session_id, told) is True
    assert await sql.value("select report_incident($1, $2, $3)", JEAN, session_id, told) is False
    [found] = await sql.all("select number, project_id, body, location, status from incidents")
    expected = {"number": number, "project_id": CHAMPIGNY, "body": "leak", "location": place, "status": "open"}
    assert found == expected
    assert await sql.value("select reserve_incident_number()") > number


@pytest.mark.parametrize("project", [VILLA, str(uuid4())], ids=["of-others", "nowhere"])
async def test_nobody_reports_an_incident_elsewhere(sql: Rows, project: str) -> None:
    session_id = await sql.value("select get_or_create_session($1)", JEAN)
    told = incident(project, await sql.value("select reserve_incident_number()"))
    assert await sql.value("select report_incident($1, $2, $3)", JEAN, session_id, told) is False
    assert await sql.value("select count(*) from incidents") == 0
    assert await sql.column(AUDITED, JEAN) == ["project.denied"]


@pytest.mark.parametrize(("switch", "told"), [("on", 1), ("off", 0)])
async def test_the_company_is_told_of_an_incident_when_it_has_an_address(sql: Rows, switch: str, told: int) -> None:
    await sql.value("select save_runtime_settings($1)", {"company_webhook": switch})
    session_id = await sql.value("select get_or_create_session($1)", JEAN)
    number = await sql.value("select reserve_incident_number()")
    await sql.value("select report_incident($1, $2, $3)", JEAN, session_id, incident(CHAMPIGNY, number, body="leak"))
    found = await sql.all("select kind, payload from notifications where subcontractor_id = $1", JEAN)
    assert [row["kind"] for row in found] == ["incident"] * told
    assert all(row["payload"]["number"] == number and row["payload"]["project"] == "Champigny" for row in found)


@pytest.mark.parametrize("state", [{}, {"draft": "by hand"}, {"name": "report_incident"}, []], ids=repr)
async def test_what_is_no_report_keeps_no_session_open(sql: Rows, state: Any) -> None:
    session_id = await sql.value("select get_or_create_session($1)", JEAN)
    await sql.run("update conversation_sessions set flow = $2 where id = $1", session_id, state)
    assert await sql.value("select end_session($1, 'operator')", session_id) is True
    assert await sql.value("select list_drafts($1)", JEAN) == []
