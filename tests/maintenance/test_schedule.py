"""Each job runs once at its time: with many workers, with dying ones, after an outage, after a week of silence."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import pytest

from services.database.asyncpg import AsyncpgDatabase
from tests.conftest import Logged
from tests.door.waiting import eventually
from tests.maintenance.keeping import Clock, Work, daily, keeping, paris, worker
from tests.postgres import TestServer
from tests.rows import Rows

SUNDAY, MONDAY = paris("2026-01-04T12:00+01:00"), paris("2026-01-05T03:00+01:00")

RUNS = "select worker || ' ' || to_char(slot at time zone 'UTC', 'DD HH24:MI') || coalesce(' failed: ' || error, '') from maintenance_runs where finished_at is not null order by slot"


@dataclass(slots=True)
class Counted:
    """A database that counts its calls."""

    database: AsyncpgDatabase
    calls: int = 0

    async def value(self, function: str, **arguments: Any) -> Any:
        self.calls += 1
        return await self.database.value(function, **arguments)

    async def rows(self, function: str, **arguments: Any) -> list[dict[str, Any]]:
        self.calls += 1
        return await self.database.rows(function, **arguments)

    async def close(self) -> None:
        await self.database.close()


@pytest.fixture
def work() -> Work:
    """Work that ends at once."""
    done = Work()
    done.gate.set()
    return done


async def _ran(rows: Rows, *runs: str) -> None:
    """Return when exactly these runs have come to an end."""

    async def ran() -> bool:
        return await rows.column(RUNS) == list(runs)

    await eventually(ran)


async def _ended(rows: Rows, count: int) -> None:
    """Return when so many runs have come to an end."""

    async def ended() -> bool:
        return len(await rows.column(RUNS)) == count

    await eventually(ended)


async def _begun(rows: Rows) -> None:
    """Return when a run is under way."""

    async def begun() -> bool:
        return bool(await rows.value("select count(*) from maintenance_runs where finished_at is null"))

    await eventually(begun)


async def _looked(clock: Clock, times: int = 20) -> None:
    """Return when the schedule has looked at the clock some more times."""
    enough = clock.looks + times

    async def looked() -> bool:
        return clock.looks >= enough

    await eventually(looked)


async def test_a_job_runs_at_its_time_and_not_before(
    database: AsyncpgDatabase, rows: Rows, work: Work, logged: Logged
) -> None:
    clock = Clock(SUNDAY)
    async with keeping(worker(database, "a"), clock, daily(work)):
        await _ran(rows, "a 04 02:00")
        await _looked(clock)
        clock.at = MONDAY
        await _ran(rows, "a 04 02:00", "a 05 02:00")
        await _looked(clock)
    assert work.runs == 2
    [_first, line] = logged("maintenance.finished")
    assert (line["job"], line["slot"], line["result"]) == ("daily", "2026-01-05T02:00:00+00:00", {"runs": 2})
    assert line["elapsed_ms"] >= 0
    assert line["message"] == "Maintenance daily: {'runs': 2}"


async def test_of_many_workers_one_runs_it(database: AsyncpgDatabase, rows: Rows, work: Work) -> None:
    clock = Clock(SUNDAY)
    async with AsyncExitStack() as crew:
        for n in range(8):
            await crew.enter_async_context(keeping(worker(database, f"w{n}"), clock, daily(work)))
        for day in ("05", "06", "07"):
            await _looked(clock, 100)
            clock.at = paris(f"2026-01-{day}T03:00+01:00")
        await _ended(rows, 4)
        await _looked(clock, 100)
    assert work.runs == 4


async def test_a_missed_week_is_one_run(database: AsyncpgDatabase, rows: Rows, work: Work) -> None:
    clock = Clock(SUNDAY)
    async with keeping(worker(database, "a"), clock, daily(work)):
        await _ran(rows, "a 04 02:00")
    clock.at = paris("2026-01-12T11:00+01:00")
    async with keeping(worker(database, "b"), clock, daily(work)):
        await _ran(rows, "a 04 02:00", "b 12 02:00")
        await _looked(clock)
        clock.at = paris("2026-01-19T11:00+01:00")  # the machine was asleep
        await _ran(rows, "a 04 02:00", "b 12 02:00", "b 19 02:00")
    assert work.runs == 3


async def test_a_clock_that_is_set_back_repeats_nothing(database: AsyncpgDatabase, rows: Rows, work: Work) -> None:
    clock = Clock(MONDAY)
    async with keeping(worker(database, "a"), clock, daily(work)):
        await _ran(rows, "a 05 02:00")
        clock.at = SUNDAY
        await _looked(clock)
        clock.at = MONDAY
        await _looked(clock)
    assert work.runs == 1


async def test_nothing_is_asked_before_something_is_due(database: AsyncpgDatabase, rows: Rows, work: Work) -> None:
    clock, counted = Clock(SUNDAY), Counted(database)
    async with keeping(worker(counted, "a"), clock, daily(work)):
        await _ran(rows, "a 04 02:00")
        await _looked(clock, 100)
        assert counted.calls == 2, "may I, and what came of it"
    async with keeping(worker(counted, "b"), clock, daily(work)):
        await _looked(clock, 100)
    assert counted.calls == 3


async def test_a_run_whose_worker_died_is_taken_over_after_an_hour(
    database: AsyncpgDatabase, rows: Rows, work: Work
) -> None:
    dead, clock = Work(), Clock(SUNDAY)
    async with keeping(worker(database, "dead"), clock, daily(dead)):
        await _begun(rows)
        async with keeping(worker(database, "b"), clock, daily(work)):
            await _looked(clock, 50)
            assert work.runs == 0
        await rows.run("update maintenance_runs set started_at = started_at - interval '1 hour'")
        async with keeping(worker(database, "c"), clock, daily(work)):
            await _ran(rows, "c 04 02:00")
        dead.gate.set()  # it was only slow, and comes too late
        await _looked(clock, 50)
    assert await rows.column(RUNS) == ["c 04 02:00"]
    assert (dead.runs, work.runs) == (1, 1)


async def test_a_run_that_is_stopped_says_so(database: AsyncpgDatabase, rows: Rows, logged: Logged) -> None:
    work = Work()

    async def works() -> bool:
        return work.runs == 1

    async with keeping(worker(database, "a"), Clock(SUNDAY), daily(work)):
        await eventually(works)
    await _ran(rows, "a 04 02:00 failed: stopped before its end")
    assert [line["level"] for line in logged("maintenance.failed")] == ["warning"]


async def test_a_bug_is_told_and_tried_again(database: AsyncpgDatabase, rows: Rows, work: Work, logged: Logged) -> None:
    work.error = ZeroDivisionError("secret")
    clock = Clock(SUNDAY)
    async with keeping(worker(database, "a"), clock, daily(work)):
        await _ended(rows, 1)
        [line] = logged("maintenance.failed")
        assert line["reason"].startswith("ZeroDivisionError in __call__ (keeping.py:")
        await _looked(clock)
        assert work.runs == 1
    work.error = None
    await rows.run("update maintenance_runs set finished_at = finished_at - interval '5 minutes'")
    async with keeping(worker(database, "b"), clock, daily(work)):
        await _ran(rows, "b 04 02:00")


async def test_a_run_that_takes_too_long_is_given_up(database: AsyncpgDatabase, rows: Rows) -> None:
    async with keeping(worker(database, "a"), Clock(SUNDAY), daily(Work(), longest_seconds=0.05)):
        await _ended(rows, 1)
    assert "TimeoutError" in (await rows.column(RUNS))[0]


async def test_a_job_that_hangs_holds_no_other_up(database: AsyncpgDatabase, rows: Rows, work: Work) -> None:
    async with keeping(worker(database, "a"), Clock(SUNDAY), daily(Work(), name="hangs"), daily(work)):
        await _ran(rows, "a 04 02:00")


async def test_with_the_database_away_at_its_time_it_runs_when_that_is_back(
    server: TestServer, database: AsyncpgDatabase, dsn: str, work: Work, logged: Logged
) -> None:
    async def away() -> bool:
        return bool(logged("database.unavailable"))

    async with AsyncExitStack() as stack:
        with server.away():
            await stack.enter_async_context(keeping(worker(database, "a"), Clock(MONDAY), daily(work)))
            await eventually(away)
        await _ran(await stack.enter_async_context(Rows(dsn)), "a 05 02:00")
    assert len(logged("database.unavailable")) == 1, "once a minute is enough"
