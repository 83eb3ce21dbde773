"""`relais maintain JOB`: now, due or not; exit 0 done, 1 something is broken or somebody is in it, 2 it failed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.door.processes import relais
from tests.door.servers import on_one_server
from tests.rows import Rows
from tests.sql.demo import JEAN, MARIA, VILLA

pytestmark = on_one_server

OLD = """
    insert into conversation_sessions (subcontractor_id, status, started_at, last_message_at, ended_at)
    select $1, 'ended', now() - interval '9 days', now() - interval '9 days', now() - interval '8 days'
    from generate_series(1, 3)
"""
LOST = f"update subcontractors set last_project_id = '{VILLA}' where id in ('{JEAN}', '{MARIA}')"
TWICE = f"""
    drop index idx_unique_active_session_per_user;
    insert into conversation_sessions (subcontractor_id) values ('{JEAN}'), ('{JEAN}')
"""
MENDED = """
    truncate conversation_sessions cascade;
    create unique index idx_unique_active_session_per_user on conversation_sessions (subcontractor_id)
        where status = 'active'
"""


async def test_cleans_sessions_up(dsn: str, rows: Rows, tmp_path: Path) -> None:
    await rows.run(OLD, JEAN)
    done = relais("maintain", "cleanup-sessions", "--json", cwd=tmp_path, DATABASE_URL=dsn)
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert (told["job"], told["result"], told["error"]) == ("cleanup-sessions", {"sessions": 3}, None)
    assert await rows.value("select count(*) from session_snapshots") == 3
    [run] = await rows.all("select * from maintenance_runs")
    assert (run["job"], run["result"], run["error"]) == ("cleanup-sessions", {"sessions": 3}, None)
    assert run["finished_at"] > run["started_at"]


async def test_cleans_references_up(dsn: str, rows: Rows, tmp_path: Path) -> None:
    await rows.run(LOST)
    done = relais("maintain", "cleanup-references", cwd=tmp_path, DATABASE_URL=dsn)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("cleanup-references: 1 people (")


async def test_sound_sessions_are_fine(dsn: str, tmp_path: Path) -> None:
    done = relais("maintain", "check-sessions", "--json", cwd=tmp_path, DATABASE_URL=dsn)
    assert (done.returncode, done.stderr) == (0, "")
    result = json.loads(done.stdout)["result"]
    assert result["checks"] > 1
    assert result["broken"] == {}


async def test_broken_sessions_are_named(dsn: str, rows: Rows, tmp_path: Path) -> None:
    await rows.run(TWICE)
    done = relais("maintain", "check-sessions", cwd=tmp_path, DATABASE_URL=dsn)
    await rows.run(MENDED)
    assert (done.returncode, done.stderr) == (1, "")
    assert "\nbroken: duplicate_active_sessions (1)\n" in done.stdout


@pytest.mark.parametrize(("days", "told"), [("", "nothing to do"), ("snapshots=30", "1 snapshots")], ids=["off", "on"])
async def test_removes_what_is_older_than_it_may_be(dsn: str, rows: Rows, tmp_path: Path, days: str, told: str) -> None:
    await rows.run(
        "insert into session_snapshots (subcontractor_id, session_id, session, messages, created_at) "
        "select $1, gen_random_uuid(), '{}', '[]', now() - make_interval(days => 40 * n) from generate_series(0, 1) n",
        JEAN,
    )
    done = relais("maintain", "retention", cwd=tmp_path, DATABASE_URL=dsn, RETENTION_DAYS=days)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"retention: {told} (")


async def test_two_processes_are_never_in_one_job(dsn: str, rows: Rows, tmp_path: Path) -> None:
    await rows.value("select begin_maintenance('cleanup-sessions', null, 3600, 'another:17')")
    done = relais("maintain", "cleanup-sessions", cwd=tmp_path, DATABASE_URL=dsn)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "relais: another:17 is running cleanup-sessions\n"


async def test_a_job_that_fails_says_why(dsn: str, rows: Rows, tmp_path: Path) -> None:
    await rows.run("alter function cleanup_some_references rename to gone")
    done = relais("maintain", "cleanup-references", cwd=tmp_path, DATABASE_URL=dsn)
    await rows.run("alter function gone rename to cleanup_some_references")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("relais: cleanup-references failed: function cleanup_some_references(")
    assert await rows.value("select error is not null from maintenance_runs") is True
