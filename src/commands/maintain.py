"""`relais maintain`: a maintenance job now, due or not."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import Any

import orjson

import app
from handlers.maintenance import Job, Run, maintenance_jobs, run_job
from services.store import Store
from settings import Settings


async def maintain(settings: Settings, name: str, *, as_json: bool) -> int:
    """Run a job and print what it did; exit 1 when it found something broken or somebody is in it, 2 when it failed."""
    async with app.open_store(settings) as store, app.open_media(settings) as media:
        jobs = {job.name: job for job in maintenance_jobs(store, media, dict(settings.retention_days.items()))}
        run = await _run(store, jobs[name])
    if run is None:
        return 1
    if run.error is not None:
        sys.stderr.write(f"relais: {name} failed: {run.error}\n")
        return 2
    result = run.result or {}
    sys.stdout.write(orjson.dumps({"job": name} | asdict(run)).decode() + "\n" if as_json else _told(name, run, result))
    return int(bool(result.get("broken")))


async def _run(store: Store, job: Job) -> Run | None:
    permit = await store.begin_maintenance(job.name, None, longest_seconds=job.longest_seconds)
    if permit.slot is None:
        sys.stderr.write(f"relais: {permit.worker} is running {job.name}\n")
        return None
    return await run_job(store, job, permit.slot)


def _told(name: str, run: Run, result: dict[str, Any]) -> str:
    counts = ", ".join(f"{count} {what}" for what, count in result.items() if isinstance(count, int))
    broken = [f"broken: {what} ({found})\n" for what, found in result.get("broken", {}).items()]
    return "".join([f"{name}: {counts or 'nothing to do'} ({run.elapsed_ms:.0f} ms)\n", *broken])
