"""Maintenance at its times. Nothing is asked of the database until something is due, and it never wakes a lane.

A run that was missed is caught up with: the newest one, once. Which worker does it, the database decides.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from cronsim import CronSim

from errors import DatabaseError
from handlers.maintenance import Job, run_job
from services.backoff import backoff
from services.store import Store

_ASK_SECONDS = 300.0  # how often to ask for a run that another worker is in: it may fail, or die
_RETRY_SECONDS = 1.0
_LONGEST_OUTAGE_REST_SECONDS = 60.0


@dataclass(slots=True, kw_only=True)
class Keeper:
    """Keeps one job to its times."""

    store: Store
    job: Job
    now: Callable[[], datetime]
    look_seconds: float
    _asked: datetime | None = None
    _ask_at: float = 0.0
    _outages: int = 0

    async def run(self) -> None:
        """Run the job whenever it is due, until cancelled."""
        while True:
            slot, following = slots(self.job.cron, self.now())
            if slot != self._asked:
                self._asked, self._ask_at = slot, 0.0
            if time.monotonic() >= self._ask_at:
                again_in = await self._attempt(slot)
                self._ask_at = time.monotonic() + again_in
            due_in = (following - self.now()).total_seconds()
            await asyncio.sleep(max(0.0, min(due_in, self._ask_at - time.monotonic(), self.look_seconds)))

    async def _attempt(self, slot: datetime) -> float:
        """Run the job if nobody has; return in how many seconds to ask again, infinite when it was done."""
        try:
            permit = await self.store.begin_maintenance(self.job.name, slot, longest_seconds=self.job.longest_seconds)
        except DatabaseError as error:
            self.store.note_outage(error)
            self._outages += 1
            return min(backoff(self._outages, _RETRY_SECONDS), _LONGEST_OUTAGE_REST_SECONDS)
        self._outages = 0
        if permit.slot is None:
            return math.inf if permit.again_in is None else min(permit.again_in, _ASK_SECONDS)
        run = await run_job(self.store, self.job, permit.slot)
        return math.inf if run.error is None else _RETRY_SECONDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Keeps every job to its times, side by side: a long one holds no other up.

    `now` tells the time in the zone that the jobs' times are meant in; somebody may set that clock, so it is looked at
    every `look_seconds` at least.
    """

    store: Store
    jobs: Sequence[Job]
    now: Callable[[], datetime]
    look_seconds: float = 60

    async def run(self) -> None:
        """Work until cancelled."""
        async with asyncio.TaskGroup() as group:
            for job in self.jobs:
                group.create_task(self._keeper(job).run())

    def _keeper(self, job: Job) -> Keeper:
        return Keeper(store=self.store, job=job, now=self.now, look_seconds=self.look_seconds)


def slots(cron: str, now: datetime) -> tuple[datetime, datetime]:
    """Return when `cron` was due last, now included, and when it is due next, both in UTC; `now` has the zone.

    A time that a clock change skips is due right after it; one that it repeats is due the first time only.
    """
    newest = next(CronSim(cron, now, reverse=True))  # in a repeated hour perhaps not the newest
    for following in CronSim(cron, newest):
        if following.astimezone(UTC) > now.astimezone(UTC):
            return newest.astimezone(UTC), following.astimezone(UTC)
        newest = following
    raise ValueError(f"{cron} is never due again")
