"""Procrastinate: a lock per person. Of jobs with one lock it runs one at a time, in the order of their ids.

A job's rows and its finish are two transactions: a worker that dies between them runs the job twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Coroutine, Sequence
from contextlib import asynccontextmanager
from typing import Any

from procrastinate import App, PsycopgConnector
from procrastinate.tasks import Task

from benchmarks.queues.job import CONCURRENCY, POOL_SIZE, REPLIES, Contender, Countdown, Job

_POLL_SECONDS = 0.1
"""A finished job wakes nobody for the next of its person; the default of 5 s would be most of what is measured."""


async def install(dsn: str, _people: Sequence[str]) -> None:
    """Apply its schema, and make the table of replies."""
    connector = PsycopgConnector(conninfo=dsn)
    async with App(connector=connector).open_async() as app:
        await app.schema_manager.apply_schema_async()
        await connector.execute_query_async(REPLIES)


@asynccontextmanager
async def opened(dsn: str, _people: Sequence[str]) -> AsyncGenerator[Procrastinate]:
    """Open its pool, which the task writes its reply through as well."""
    connector = PsycopgConnector(conninfo=dsn, min_size=POOL_SIZE, max_size=POOL_SIZE)
    async with App(connector=connector).open_async() as app:
        yield Procrastinate(app, connector)


class Procrastinate:
    """A `job.Queue`."""

    def __init__(self, app: App, connector: PsycopgConnector) -> None:
        """Register the task."""
        self._app = app
        self._connector = connector
        self._done: Countdown | None = None
        self._answer: Task[[str, int, str], Coroutine[Any, Any, None], [str, int, str]] = app.task(name="answer")(
            self._reply
        )

    async def put(self, job: Job) -> None:
        """Defer one job."""
        await self._answer.configure(lock=job.person).defer_async(person=job.person, number=job.number, text=job.text)

    async def work(self, done: Countdown) -> None:
        """Run its worker."""
        self._done = done
        worker = asyncio.create_task(
            self._app.run_worker_async(
                concurrency=CONCURRENCY,
                fetch_job_polling_interval=_POLL_SECONDS,
                install_signal_handlers=False,
            )
        )
        await done.reached.wait()
        worker.cancel()
        await asyncio.wait([worker])

    async def replies(self) -> list[tuple[str, int]]:
        """Read the table."""
        rows = await self._connector.execute_query_all_async("select person, number from replies order by id")
        return [(row["person"], row["number"]) for row in rows]

    async def unfinished(self) -> int:
        """Count the jobs that did not succeed."""
        row = await self._connector.execute_query_one_async(
            "select count(*) as jobs from procrastinate_jobs where status <> 'succeeded'"
        )
        return int(row["jobs"])

    async def _reply(self, person: str, number: int, text: str) -> None:
        await self._connector.execute_query_async(
            "insert into replies (person, number, body) values (%(person)s, %(number)s, %(body)s)",
            person=person,
            number=number,
            body=text,
        )
        if self._done:
            self._done()


PROCRASTINATE = Contender(name="Procrastinate", install=install, opened=opened)
