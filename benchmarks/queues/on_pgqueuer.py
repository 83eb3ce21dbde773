"""PgQueuer: an entrypoint per person with a concurrency limit of one, which it keeps across workers, oldest job first.

It has nothing nearer to "one at a time per person": a worker has to know every entrypoint when it starts, so somebody
new would wait for a restart. A job's rows and its finish are two transactions, and finishes are written in batches, up
to 0.1 s later: a worker that dies before runs those jobs twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager

import asyncpg
import orjson
from pgqueuer import PgQueuer
from pgqueuer.models import Job as PgQueuerJob
from pgqueuer.queries import Queries

from benchmarks.queues.job import CONCURRENCY, POOL_SIZE, REPLIES, Contender, Countdown, Job

_BATCH_SIZE = CONCURRENCY
"""Jobs of one dequeue: faster than its default of 10, and than `max_concurrent_tasks`, which lets it sleep."""


async def install(dsn: str, _people: Sequence[str]) -> None:
    """Apply its schema, and make the table of replies."""
    connection = await asyncpg.connect(dsn)
    try:
        await Queries.from_asyncpg_connection(connection).install()
        await connection.execute(REPLIES)
    finally:
        await connection.close()


@asynccontextmanager
async def opened(dsn: str, people: Sequence[str]) -> AsyncGenerator[PgQueuerQueue]:
    """Open its pool, which the entrypoints write their replies through as well."""
    async with asyncpg.create_pool(dsn, min_size=POOL_SIZE, max_size=POOL_SIZE) as pool:
        yield PgQueuerQueue(pool, people)


class PgQueuerQueue:
    """A `job.Queue`."""

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record], people: Sequence[str]) -> None:
        """Register an entrypoint for each person."""
        self._pool = pool
        self._queries = Queries.from_asyncpg_pool(pool)
        self._pgqueuer = PgQueuer.from_asyncpg_pool(pool)
        self._room = asyncio.Semaphore(CONCURRENCY)
        self._done: Countdown | None = None
        for person in people:
            self._pgqueuer.entrypoint(person, concurrency_limit=1)(self._reply)

    async def put(self, job: Job) -> None:
        """Enqueue one job."""
        payload = orjson.dumps({"number": job.number, "text": job.text})
        await self._queries.enqueue(job.person, payload)

    async def work(self, done: Countdown) -> None:
        """Run its worker."""
        self._done = done
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._pgqueuer.qm.run(batch_size=_BATCH_SIZE))
            await done.reached.wait()
            self._pgqueuer.shutdown.set()

    async def replies(self) -> list[tuple[str, int]]:
        """Read the table."""
        rows = await self._pool.fetch("select person, number from replies order by id")
        return [(row["person"], row["number"]) for row in rows]

    async def unfinished(self) -> int:
        """Count what is left in its table."""
        return int(await self._pool.fetchval("select count(*) from pgqueuer"))

    async def _reply(self, job: PgQueuerJob) -> None:
        said = orjson.loads(job.payload or b"")
        async with self._room:
            await self._pool.execute(
                "insert into replies (person, number, body) values ($1, $2, $3)",
                job.entrypoint,
                said["number"],
                said["text"],
            )
        if self._done:
            self._done()


PGQUEUER = Contender(name="PgQueuer", install=install, opened=opened)
