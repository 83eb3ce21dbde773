"""End to end, durable: signed webhook → turn with session and tool → reply accepted by a local provider."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from benchmarks.cpu import cpu_seconds, server_of
from benchmarks.relais import free_port, outside, serving
from benchmarks.server import costs, durable_server, prepare

PEOPLE = 5000
RATE, SECONDS = 500.0, 60.0
RATES, ROUND_SECONDS = (300.0, 400.0, 450.0, 500.0, 550.0, 600.0), 15.0
"""What is tried for the highest rate that is held."""
_SECOND = 1000.0
_WARM_UP = (100.0, 5.0)
"""Rate and seconds of the round before: caches filled, plans made, everybody's connections open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndToEnd:
    """One round; times in milliseconds, CPU in milliseconds per message, calls as (function, count, mean ms)."""

    rate: float
    seconds: float
    out_per_second: float
    answers: Mapping[str, float]
    replies: Mapping[str, float]
    refused: int
    cpu: Mapping[str, float]
    calls: Sequence[tuple[str, int, float]]


def measure(rate: float = RATE, seconds: float = SECONDS, *, roles: Sequence[str] = ("all",)) -> EndToEnd:
    """Tap at `rate` per second for `seconds` on a fresh database; one process of relais for each of `roles`."""
    with durable_server() as dsn, ExitStack() as stack:
        prepare(dsn, PEOPLE)
        port = free_port()
        world = stack.enter_context(outside(f"http://127.0.0.1:{port}", PEOPLE))
        running = [
            stack.enter_context(serving(dsn, role=role, port=0 if n else port, provider=world.provider))
            for n, role in enumerate(roles)
        ]
        world.tap(*_WARM_UP)
        watched = {
            "relais": [one.process for one in running],
            "postgres": [asyncio.run(server_of(dsn))],
        }
        before = {name: cpu_seconds(*processes) for name, processes in watched.items()}
        seen = world.tap(rate, seconds)
        spent = {name: cpu_seconds(*processes) - before[name] for name, processes in watched.items()}
        return EndToEnd(
            rate=rate,
            seconds=seconds,
            out_per_second=seen["replied"] / seen["seconds"],
            answers=seen["answer_ms"],
            replies=seen["reply_ms"],
            refused=seen["refused"],
            cpu={
                name: round(1000 * cpu / max(seen["replied"], 1), 2)
                for name, cpu in {**spent, "world": seen["cpu_seconds"]}.items()
            },
            calls=asyncio.run(costs(dsn)),
        )


def highest() -> float:
    """Return the highest rate that is held: everything answered within a second, but for one in a hundred."""
    held = 0.0
    for rate in RATES:
        seen = measure(rate, ROUND_SECONDS)
        if seen.replies["p99"] > _SECOND:
            break
        held = rate
    return held
