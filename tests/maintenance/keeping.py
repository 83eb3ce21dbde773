from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from handlers.maintenance import Job
from handlers.schedule import Schedule
from services.interfaces import Database
from services.store import LaneRules, Store

PARIS = ZoneInfo("Europe/Paris")


@dataclass(slots=True)
class Clock:
    """Stands still until a test sets it, and counts how often somebody looked."""

    at: datetime
    looks: int = 0

    def __call__(self) -> datetime:
        self.looks += 1
        return self.at


@dataclass(slots=True)
class Work:
    """Counts its runs; a run ends when the gate is open."""

    runs: int = 0
    error: Exception | None = None
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self) -> dict[str, Any]:
        self.runs += 1
        await self.gate.wait()
        if self.error:
            raise self.error
        return {"runs": self.runs}


def paris(instant: str) -> datetime:
    return datetime.fromisoformat(instant).astimezone(PARIS)


def daily(work: Work, *, name: str = "daily", longest_seconds: float = 3600) -> Job:
    return Job(name=name, cron="0 3 * * *", work=work, longest_seconds=longest_seconds)


def worker(database: Database, name: str) -> Store:
    return Store(database, LaneRules(), worker=name)


@asynccontextmanager
async def keeping(store: Store, clock: Clock, *jobs: Job) -> AsyncGenerator[None]:
    """Keep jobs to their times until the block ends."""
    task = asyncio.create_task(Schedule(store=store, jobs=jobs, now=clock, look_seconds=0.01).run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
