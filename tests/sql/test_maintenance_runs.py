"""begin_maintenance lets one worker run a job once; finish_maintenance writes down what came of it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from services.database.asyncpg import AsyncpgDatabase
from tests.door.waiting import eventually
from tests.rows import Rows

BEGIN = "select begin_maintenance('job', $1, 3600, $2)"
FINISH = "select finish_maintenance('job', $1, $2, '{\"n\": 1}', $3)"
RUNS = "select worker || case when finished_at is null then ' runs' else coalesce(' failed: ' || error, ' done') end from maintenance_runs where job = 'job' order by slot"

MONDAY, TUESDAY = "2026-01-05T03:00:00+00:00", "2026-01-06T03:00:00+00:00"
DONE = {"slot": None, "again_in": None, "worker": None}


def _wait(seconds: float, worker: str) -> dict[str, Any]:
    return {"slot": None, "again_in": seconds, "worker": worker}


def _run(slot: str, worker: str) -> dict[str, Any]:
    return {"slot": slot, "again_in": None, "worker": worker}


async def _pass(sql: Rows, time: str) -> None:
    """Let time go by, for the rows."""
    await sql.run(
        "update maintenance_runs set started_at = started_at - $1::text::interval, "
        "finished_at = finished_at - $1::text::interval where job = 'job'",
        time,
    )


async def test_a_new_database_has_nothing_to_catch_up_with(sql: Rows) -> None:
    jobs = await sql.column("select job from maintenance_runs order by job")
    assert jobs == ["check-sessions", "cleanup-references", "cleanup-sessions", "retention"]
    for job in jobs:
        assert await sql.value("select begin_maintenance($1, $2, 3600, 'a')", job, MONDAY) == DONE
    assert await sql.value("select begin_maintenance('cleanup-sessions', '2126-01-05', 3600, 'a') -> 'worker'") == "a"


async def test_a_slot_is_run_once(sql: Rows) -> None:
    assert await sql.value(BEGIN, MONDAY, "a") == _run(MONDAY, "a")
    assert await sql.value(BEGIN, MONDAY, "b") == _wait(3600, "a")
    assert await sql.value(FINISH, MONDAY, "a", None) is True
    assert await sql.value(BEGIN, MONDAY, "b") == DONE
    assert await sql.value(BEGIN, TUESDAY, "b") == _run(TUESDAY, "b")
    assert await sql.column(RUNS) == ["a done", "b runs"]
    assert await sql.value(
        "select result from maintenance_runs where job = 'job' and slot = $1::text::timestamptz", MONDAY
    ) == {"n": 1}


async def test_an_older_slot_is_no_longer_due(sql: Rows) -> None:
    await sql.value(BEGIN, TUESDAY, "a")
    await sql.value(FINISH, TUESDAY, "a", None)
    assert await sql.value(BEGIN, MONDAY, "b") == DONE


@pytest.mark.parametrize(("since", "again_in"), [("59 min", 60), ("1 h", None)], ids=["perhaps-alive", "dead"])
async def test_who_dies_is_replaced_after_an_hour(sql: Rows, since: str, again_in: float | None) -> None:
    await sql.value(BEGIN, MONDAY, "a")
    await _pass(sql, since)
    expected = _run(MONDAY, "b") if again_in is None else _wait(again_in, "a")
    assert await sql.value(BEGIN, MONDAY, "b") == expected


async def test_who_was_replaced_writes_nothing_down(sql: Rows) -> None:
    await sql.value(BEGIN, MONDAY, "a")
    await _pass(sql, "1 h")
    await sql.value(BEGIN, MONDAY, "b")
    assert await sql.value(FINISH, MONDAY, "a", None) is False
    assert await sql.column(RUNS) == ["b runs"]
    assert await sql.value(FINISH, MONDAY, "b", None) is True


async def test_the_next_slot_waits_for_a_run_that_takes_long(sql: Rows) -> None:
    await sql.value(BEGIN, MONDAY, "a")
    assert await sql.value(BEGIN, TUESDAY, "b") == _wait(3600, "a")


async def test_a_failed_run_is_tried_again_after_a_pause(sql: Rows) -> None:
    await sql.value(BEGIN, MONDAY, "a")
    await sql.value(FINISH, MONDAY, "a", "a bug")
    assert await sql.column(RUNS) == ["a failed: a bug"]
    assert await sql.value(BEGIN, MONDAY, "b") == _wait(300, "a")
    await _pass(sql, "5 min")
    assert await sql.value(BEGIN, MONDAY, "b") == _run(MONDAY, "b")
    assert await sql.column(RUNS) == ["b runs"]


async def test_by_hand_a_job_runs_whenever_nobody_is_in_it(sql: Rows) -> None:
    await sql.value(BEGIN, MONDAY, "a")
    assert await sql.value(BEGIN, None, "me") == _wait(3600, "a")
    await sql.value(FINISH, MONDAY, "a", "a bug")
    now = await sql.value("select to_jsonb(now())")
    assert await sql.value(BEGIN, None, "me") == _run(now, "me")
    assert await sql.value(FINISH, now, "me", None) is True
    assert await sql.value(BEGIN, TUESDAY, "b") == DONE, "what was done by hand need not be done again"
    assert await sql.value(BEGIN, None, "me") == _run(now, "me")


async def test_jobs_do_not_wait_for_each_other(sql: Rows) -> None:
    await sql.value(BEGIN, MONDAY, "a")
    assert (await sql.value("select begin_maintenance('another', $1, 3600, 'b')", MONDAY))["slot"] == MONDAY


async def test_history_is_kept_for_90_days(sql: Rows) -> None:
    await sql.run(
        "insert into maintenance_runs (job, slot, worker, started_at, finished_at) "
        "select name, now() - age::interval, age, now() - age::interval, now() from unnest(array['job', 'another']) j (name), "
        "unnest(array['91 d', '89 d']) a (age)"
    )
    now = (await sql.value(BEGIN, None, "a"))["slot"]
    await sql.value(FINISH, now, "a", None)
    assert await sql.column(RUNS) == ["89 d done", "a done"]
    assert await sql.value("select count(*) from maintenance_runs where job = 'another'") == 2


async def test_the_last_run_of_each_job_is_told(sql: Rows) -> None:
    await sql.run("delete from maintenance_runs")
    assert await sql.value("select last_maintenance()") == {}
    for slot, error in [(MONDAY, "a bug"), (TUESDAY, None)]:
        await _pass(sql, "5 min")
        await sql.value(BEGIN, slot, "a")
        await sql.value(FINISH, slot, "a", error)
        await sql.value("select begin_maintenance('another', $1, 3600, 'a')", slot)
    finished = float(await sql.value("select extract(epoch from now())"))
    assert await sql.value("select last_maintenance()") == {"job": {"finished_at": finished, "ok": True}}


async def test_of_two_workers_at_once_one_runs_it(database: AsyncpgDatabase, rows: Rows, dsn: str) -> None:
    async with Rows(dsn) as first:
        await first.run("begin")
        assert await first.value(BEGIN, MONDAY, "a") == _run(MONDAY, "a")
        second = asyncio.create_task(
            database.value("begin_maintenance", p_job="job", p_slot=MONDAY, p_longest_seconds=3600, p_worker="b")
        )

        async def waits() -> bool:
            return bool(await rows.value("select count(*) from pg_locks where not granted"))

        await eventually(waits)
        await first.run("commit")
    found = await second
    assert (found["slot"], found["worker"]) == (None, "a")
