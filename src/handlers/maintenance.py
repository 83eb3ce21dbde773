"""The jobs that keep the database in order, when each is due, and how one is run.

Times are in DEFAULT_TIMEZONE. A run is a row in maintenance_runs: two workers never do the same one.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

from errors import DatabaseError, RelaisError, place_of
from events import Event, log
from services import retention
from services.interfaces import MediaStore
from services.patience import within
from services.store import Store

_CUTOFF_DAYS = 7
_SLICE_SECONDS = 2.0  # one transaction: its locks hold nobody up for longer
_NOTE_SECONDS = 0.8

Result = dict[str, Any]
"""What a job did, in numbers by name; `broken` holds what it found wrong, by name too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Work that is due at the times of a cron expression.

    After `longest_seconds` a run is given up, and one that was never finished is taken for lost: somebody else begins.
    """

    name: str
    cron: str
    work: Callable[[], Awaitable[Result]]
    longest_seconds: float = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What came of a run: its result, or why it failed."""

    result: Result | None = None
    error: str | None = None
    elapsed_ms: float


def maintenance_jobs(store: Store, media: MediaStore, retention_days: Mapping[str, int]) -> tuple[Job, ...]:
    """Return every job."""
    return (
        Job(name="cleanup-sessions", cron="0 3 * * *", work=partial(_cleanup_sessions, store)),
        Job(name="cleanup-references", cron="0 2 * * SUN", work=partial(_cleanup_references, store)),
        Job(name="check-sessions", cron="*/5 * * * *", work=partial(_check_sessions, store), longest_seconds=300),
        Job(name="retention", cron="30 3 * * *", work=partial(_retain, store, media, retention_days)),
    )


async def run_job(store: Store, job: Job, slot: str) -> Run:
    """Do the work that was begun under `slot`, and write down what came of it.

    Errors of the work are its outcome. Cancelled, it writes that down as well: another worker need not wait for long.
    """
    began = time.perf_counter()
    try:
        run = Run(result=await _worked(job), elapsed_ms=_since(began))
        await store.finish_maintenance(job.name, slot, result=run.result)
    except asyncio.CancelledError:
        await _failed(store, job, slot, "stopped before its end")
        raise
    except RelaisError as error:
        return Run(error=await _failed(store, job, slot, str(error)), elapsed_ms=_since(began))
    except Exception as error:  # noqa: BLE001 - a job's bug must not end the other jobs
        return Run(error=await _failed(store, job, slot, place_of(error)), elapsed_ms=_since(began))
    log(Event.MAINTENANCE_FINISHED, job=job.name, slot=slot, result=run.result, elapsed_ms=run.elapsed_ms)
    return run


async def _worked(job: Job) -> Result:
    async with asyncio.timeout(job.longest_seconds):
        return await job.work()


async def _failed(store: Store, job: Job, slot: str, reason: str) -> str:
    log(Event.MAINTENANCE_FAILED, job=job.name, slot=slot, reason=reason)
    with suppress(DatabaseError):  # then the run is taken for lost after its longest time
        await within(_NOTE_SECONDS, store.finish_maintenance(job.name, slot, error=reason))
    return reason


def _since(began: float) -> float:
    return round((time.perf_counter() - began) * 1000, 2)


async def _cleanup_sessions(store: Store) -> Result:
    """Clean up in short transactions until nothing is left to do."""
    sessions = 0
    while done := await store.cleanup_some_sessions(_CUTOFF_DAYS, seconds=_SLICE_SECONDS):
        sessions += done
    return {"sessions": sessions}


async def _cleanup_references(store: Store) -> Result:
    found = await store.cleanup_some_references(None, seconds=_SLICE_SECONDS)
    people = found["cleared"]
    while found["after"]:
        found = await store.cleanup_some_references(found["after"], seconds=_SLICE_SECONDS)
        people += found["cleared"]
    return {"people": people}


async def _check_sessions(store: Store) -> Result:
    """Say what is wrong, in the log as well: nobody looks at a result that nobody asked for."""
    found = await store.check_sessions()
    checks = found["checks"]
    broken = {check["check_name"]: check["found"] for check in checks if check["status"] != "ok"}
    if broken:
        log(Event.SESSIONS_UNHEALTHY, broken=broken)
    return {"checks": len(checks), "sessions": found["sessions"], "people": found["people"], "broken": broken}


async def _retain(store: Store, media: MediaStore, days: Mapping[str, int]) -> Result:
    return dict(await retention.apply(store, media, days))
