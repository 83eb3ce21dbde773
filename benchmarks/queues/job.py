"""The job that every queue does: messages of many people, one at a time and in order per person, one reply each."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Protocol

from benchmarks.world import phone_of

CONCURRENCY = 32
"""Jobs handled side by side, and callers that put jobs side by side."""

POOL_SIZE = 10
"""Connections of each queue's pool: what relais takes by default."""

REPLIES = """
    create table replies (
        id      bigint generated always as identity primary key,
        person  text not null,
        number  int not null,
        body    text not null
    )
"""
"""Where a job of the other queues writes what relais writes into its outbox."""


@dataclass(frozen=True, slots=True)
class Job:
    """One message; the numbers of a person grow."""

    person: str
    number: int

    @property
    def text(self) -> str:
        """What was said, as long as people write."""
        return f"Bonjour, le coffrage de la dalle {self.number} est terminé, on attend le béton pour demain matin."


@dataclass(slots=True)
class Countdown:
    """Counts jobs whose reply is committed; notes when a fifth and when all of them were (`time.perf_counter`)."""

    jobs: int
    done: int = 0
    fifth_at: float = 0.0
    all_at: float = 0.0
    reached: asyncio.Event = field(default_factory=asyncio.Event)

    def __call__(self) -> None:
        """Count one."""
        self.done += 1
        if self.done == self.jobs // 5:
            self.fifth_at = time.perf_counter()
        if self.done == self.jobs:
            self.all_at = time.perf_counter()
            self.reached.set()

    def rate_since(self, began: float) -> float:
        """Return jobs per second of all the jobs."""
        return self.jobs / (self.all_at - began)

    def steady_rate(self) -> float:
        """Return jobs per second without the first fifth, in which connections open and plans are made."""
        return (self.jobs - self.jobs // 5) / (self.all_at - self.fifth_at)


class Queue(Protocol):
    """What is measured, open on a database of its own."""

    async def put(self, job: Job) -> None:
        """Return when the job is durable."""
        ...

    async def work(self, done: Countdown) -> None:
        """Handle jobs and count each, until all are done; then stop in the queue's own way."""
        ...

    async def replies(self) -> list[tuple[str, int]]:
        """Return person and number of every reply, in the order of writing."""
        ...

    async def unfinished(self) -> int:
        """Return how many jobs the queue does not hold for finished."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """A queue: what brings an empty database to its schema, and what opens it there, for the given people."""

    name: str
    install: Callable[[str, Sequence[str]], Awaitable[None]]
    opened: Callable[[str, Sequence[str]], AbstractAsyncContextManager[Queue]]


def phones(people: int) -> list[str]:
    """Return the people, each by their phone."""
    return [f"+{phone_of(person)}" for person in range(people)]


def make_jobs(count: int, people: Sequence[str], *, first: int = 0) -> list[Job]:
    """Return `count` jobs, numbered from `first`; the people take turns."""
    return [Job(people[number % len(people)], number) for number in range(first, first + count)]
