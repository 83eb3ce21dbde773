"""How long the door takes to answer a webhook, beside a bare aiohttp handler under the same load."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from statistics import median, quantiles

import aiohttp
import uvloop
from rich.console import Console
from rich.table import Table

from benchmarks.bare import bare
from benchmarks.relais import serving
from benchmarks.server import durable_server, prepare
from benchmarks.world import tap

PEOPLE = 5000
RATE, SECONDS, ROUNDS = 300.0, 12.0, 3
_WARM_UP_SECONDS = 3.0
"""Connections open, statements prepared."""


@dataclass(frozen=True, slots=True)
class Answers:
    """Milliseconds until the answer, and how late the generator itself was: above 2 it says more than the door."""

    p50: float
    p99: float
    late_p99: float
    refused: int


@dataclass(frozen=True, slots=True)
class Door:
    """Medians over the rounds, by who answered: `relais`, `bare`, and `bare, durable` that stores as relais does."""

    answers: Mapping[str, Answers]

    def ratio(self, to: str = "bare") -> float:
        """Return how many times as long relais took, by the p99."""
        return self.answers["relais"].p99 / self.answers[to].p99


@dataclass(slots=True)
class _Round:
    """Seconds."""

    answers: list[float] = field(default_factory=list[float])
    late: list[float] = field(default_factory=list[float])
    refused: int = 0

    async def post(self, session: aiohttp.ClientSession, address: str, webhook: tuple[bytes, dict[str, str]]) -> None:
        body, headers = webhook
        began = time.perf_counter()
        async with session.post(f"{address}/webhook/whatsapp", data=body, headers=headers) as answer:
            await answer.read()
        self.answers.append(time.perf_counter() - began)
        self.refused += not answer.ok


def measure(rate: float = RATE, seconds: float = SECONDS, rounds: int = ROUNDS) -> Door:
    """Post `rate` webhooks per second for `seconds` to each, in turn, `rounds` times; nobody handles the messages."""
    with durable_server() as dsn, ExitStack() as stack:
        prepare(dsn, PEOPLE)
        doors = {
            "relais": stack.enter_context(serving(dsn, role="door")).address,
            "bare": stack.enter_context(bare()),
            "bare, durable": stack.enter_context(bare(dsn)),
        }
        for address in doors.values():
            _drive(address, rate, _WARM_UP_SECONDS)
        seen = [{name: _drive(address, rate, seconds) for name, address in doors.items()} for _ in range(rounds)]
    return Door({name: _summary([one[name] for one in seen]) for name in doors})


def _drive(address: str, rate: float, seconds: float) -> _Round:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as loop:
        return loop.run(_post_on_time(address, rate, seconds))


async def _post_on_time(address: str, rate: float, seconds: float) -> _Round:
    """Post at times that are fixed beforehand, whatever was answered until then."""
    seen, base, began = _Round(), time.time_ns(), time.perf_counter()
    async with (
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=500)) as session,
        asyncio.TaskGroup() as posts,
    ):
        for number in range(int(rate * seconds)):
            due = began + number / rate
            await asyncio.sleep(due - time.perf_counter())
            seen.late.append(time.perf_counter() - due)
            posts.create_task(seen.post(session, address, tap(number % PEOPLE, base + number)))
    return seen


def _summary(rounds: Sequence[_Round]) -> Answers:
    return Answers(
        p50=1000 * median(median(one.answers) for one in rounds),
        p99=1000 * median(_p99(one.answers) for one in rounds),
        late_p99=1000 * median(_p99(one.late) for one in rounds),
        refused=sum(one.refused for one in rounds),
    )


def _p99(seconds: Sequence[float]) -> float:
    return quantiles(seconds, n=100)[98]


def main() -> None:
    """Print what was measured."""
    door = measure()
    table = Table(title=f"The door's answer at {RATE:.0f} webhooks/s, {ROUNDS} × {SECONDS:.0f} s each")
    for column in ("", "p50 ms", "p99 ms", "generator late p99 ms", "refused", "relais ×"):
        table.add_column(column, justify="right")
    for name, answers in door.answers.items():
        figures = (f"{value:.2f}" for value in (answers.p50, answers.p99, answers.late_p99))
        table.add_row(name, *figures, str(answers.refused), f"{door.ratio(name):.2f}")
    Console(highlight=False).print(table)


if __name__ == "__main__":
    main()
