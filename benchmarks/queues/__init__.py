"""relais' lanes against other queues on Postgres: the same job, the same durable server, taking turns."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

import asyncpg
import uvloop

from benchmarks.cpu import cpu_seconds, server_of
from benchmarks.databases import create_database
from benchmarks.queues.job import CONCURRENCY, Contender, Countdown, Job, Queue, make_jobs, phones
from benchmarks.queues.on_pgqueuer import PGQUEUER
from benchmarks.queues.on_procrastinate import PROCRASTINATE
from benchmarks.queues.on_relais import RELAIS
from benchmarks.server import durable_server

CONTENDERS = (RELAIS, PROCRASTINATE, PGQUEUER)

_PATIENCE_SECONDS = 60
_WARM_UP = 200
"""Jobs done before the first run: a queue in use has statistics, and pages to fill."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """Medians of the rounds.

    `through`: jobs per second while a worker runs, from the first put to the last reply committed.
    `drain`: jobs per second of a backlog that was put before, without the first fifth, in which the worker starts.
    `cpu_ms`: CPU of a job from its put to its end, client and server together: steadier than time on shared cores.
    """

    name: str
    through: float
    drain: float
    cpu_ms: float


@dataclass(frozen=True, slots=True)
class _Run:
    per_second: float
    cpu_ms: float


def measure(count: int = 1024, people: int = 4 * CONCURRENCY, rounds: int = 3) -> list[Speed]:
    """Let every contender do `count` jobs of `people` both ways in each round; relais is the first of the result."""
    with durable_server() as server, asyncio.Runner(loop_factory=uvloop.new_event_loop) as loop:
        return loop.run(_measure(server, phones(people), count, rounds))


async def _measure(server: str, people: Sequence[str], count: int, rounds: int) -> list[Speed]:
    runs: defaultdict[tuple[str, bool], list[_Run]] = defaultdict(list)
    for contender in CONTENDERS:
        dsn = await create_database(server, _template(contender))
        await contender.install(dsn, people)
        await _run(contender, dsn, people, make_jobs(_WARM_UP, people), backlog=False)
        await _tidy(dsn)
    jobs = make_jobs(count, people, first=_WARM_UP)
    for _ in range(rounds):
        for backlog in (False, True):
            for contender in CONTENDERS:
                dsn = await create_database(server, "run", template=_template(contender))
                runs[contender.name, backlog].append(await _run(contender, dsn, people, jobs, backlog=backlog))
    return [_speed(contender.name, runs[contender.name, False], runs[contender.name, True]) for contender in CONTENDERS]


def _template(contender: Contender) -> str:
    return f"template of {contender.name}"


def _speed(name: str, through: Sequence[_Run], drain: Sequence[_Run]) -> Speed:
    return Speed(
        name=name,
        through=median(run.per_second for run in through),
        drain=median(run.per_second for run in drain),
        cpu_ms=median(run.cpu_ms for run in through),
    )


async def _run(contender: Contender, dsn: str, people: Sequence[str], jobs: Sequence[Job], *, backlog: bool) -> _Run:
    server, done = await server_of(dsn), Countdown(len(jobs))
    async with contender.opened(dsn, people) as queue, asyncio.timeout(_PATIENCE_SECONDS):
        began, cpu = time.perf_counter(), cpu_seconds(server)
        if backlog:
            await _put_all(queue, jobs)
            await _tidy(dsn)
            await queue.work(done)
        else:
            await asyncio.gather(queue.work(done), _put_all(queue, jobs))
        cpu = cpu_seconds(server) - cpu
        await _check(queue, jobs)
    return _Run(done.steady_rate() if backlog else done.rate_since(began), 1000 * cpu / len(jobs))


async def _tidy(dsn: str) -> None:
    """Do what autovacuum would have done by then."""
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute("vacuum analyze")
    finally:
        await connection.close()


async def _put_all(queue: Queue, jobs: Sequence[Job]) -> None:
    """Put one job per call, as many calls side by side as webhooks come; each person's in order."""
    people = sorted({job.person for job in jobs})
    async with asyncio.TaskGroup() as tasks:
        for line in range(CONCURRENCY):
            mine = set(people[line::CONCURRENCY])
            tasks.create_task(_put(queue, [job for job in jobs if job.person in mine]))


async def _put(queue: Queue, jobs: Sequence[Job]) -> None:
    for job in jobs:
        await queue.put(job)


async def _check(queue: Queue, jobs: Sequence[Job]) -> None:
    """Refuse the figures of a queue that did not do the job: every reply once, in order per person, all finished."""
    wanted = _numbers((job.person, job.number) for job in jobs)
    replied = _numbers(reply for reply in await queue.replies() if reply[1] >= jobs[0].number)  # else of the warm-up
    wrong = [f"{person}: {replied[person]}" for person in wanted if replied[person] != wanted[person]]
    if wrong or await queue.unfinished():
        raise RuntimeError(
            f"{type(queue).__name__} left {await queue.unfinished()} unfinished, answered wrongly {wrong}"
        )


def _numbers(jobs: Iterable[tuple[str, int]]) -> defaultdict[str, list[int]]:
    """Return the numbers by person, in the order given."""
    numbers: defaultdict[str, list[int]] = defaultdict(list)
    for person, number in jobs:
        numbers[person].append(number)
    return numbers
