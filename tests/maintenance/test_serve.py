"""A real `relais serve` does what is due, and says so; a door does not."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from tests.door.processes import serving
from tests.door.servers import on_one_server
from tests.rows import Rows
from tests.sql.demo import JEAN

pytestmark = on_one_server

OLD = """
    insert into conversation_sessions (subcontractor_id, status, started_at, last_message_at, ended_at)
    values ($1, 'ended', now() - interval '9 days', now() - interval '9 days', now() - interval '8 days')
"""
YESTERDAY = (
    "insert into maintenance_runs (job, slot, worker) values ('cleanup-sessions', now() - interval '2 days', 'dead')"
)
DONE = "select job from maintenance_runs where finished_at is not null order by job"


async def test_a_worker_catches_up(dsn: str, rows: Rows, tmp_path: Path) -> None:
    await rows.run(OLD, JEAN)
    await rows.run(YESTERDAY)
    await rows.run("update maintenance_runs set started_at = slot")
    async with serving("serve", "--role", "worker", cwd=tmp_path, DATABASE_URL=dsn, SPOOL_DIR="off") as running:
        lines = [await running.logs("maintenance.finished") for _job in range(3)]
        await running.terminated()
    told = {line["job"]: line["result"] for line in lines}
    assert told.keys() == {"check-sessions", "cleanup-references", "cleanup-sessions"}, "retention is off"
    assert told["cleanup-sessions"] == {"sessions": 1}
    assert told["check-sessions"]["broken"] == {}
    assert await rows.column("select session_id from session_snapshots") != []
    slots = {line["job"]: datetime.fromisoformat(line["slot"]).astimezone() for line in lines}
    assert slots["check-sessions"].minute % 5 == 0
    assert (slots["cleanup-sessions"].minute, slots["cleanup-sessions"].second) == (0, 0)


async def test_what_is_broken_is_a_warning(dsn: str, rows: Rows, tmp_path: Path) -> None:
    await rows.run("drop index idx_unique_active_session_per_user")
    async with serving("serve", cwd=tmp_path, DATABASE_URL=dsn, SPOOL_DIR="off") as running:
        line = await running.logs("sessions.unhealthy")
    assert line["level"] == "warning"
    assert line["broken"]["missing_indexes"] == 1
    assert line["message"].startswith("Sessions are not as they should be: {")


async def test_a_door_does_nothing_of_it(dsn: str, rows: Rows, tmp_path: Path) -> None:
    async with serving("serve", "--role", "door", cwd=tmp_path, DATABASE_URL=dsn, SPOOL_DIR="off") as door:
        await door.logs("service.started")
        async with serving("serve", "--role", "worker", cwd=tmp_path, DATABASE_URL=dsn, SPOOL_DIR="off") as worker:
            await worker.logs("maintenance.finished")
            pid = worker.process.pid
        told = await door.terminated()
    assert [line for line in told if line["event"].startswith("maintenance.")] == []
    assert {name.rsplit(":")[-1] for name in await rows.column("select worker from maintenance_runs")} == {str(pid)}
