"""What a message costs in the database when much waits, and when much is stored.

Pages touched depend neither on the machine nor on who else uses it. They grow with the depth of the indexes, which is
one page for each hundredfold; time should hardly grow at all.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from statistics import median

import uvloop

from benchmarks.databases import create_database
from benchmarks.growth.cost import MESSAGE, Cost, opened
from benchmarks.growth.fill import fill_backlog, fill_store, register
from benchmarks.growth.traffic import TOGETHER
from benchmarks.server import durable_server
from services.database.asyncpg import AsyncpgDatabase
from services.database.migrate import find_migrations, migrate

PEOPLE = 25_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """What grows from `small` to `large` messages, while the first `writing` people write."""

    name: str
    small: int
    large: int
    writing: int
    fill: Callable[[str, int], Awaitable[None]]


SCENARIOS = (
    Scenario(name="waiting", small=1_000, large=100_000, writing=PEOPLE, fill=fill_backlog),
    Scenario(name="stored", small=10_000, large=1_000_000, writing=1_000, fill=fill_store),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """Costs for each message by call, and of all calls as `MESSAGE`; medians of the rounds."""

    name: str
    sizes: tuple[int, int]
    small: Mapping[str, Cost]
    large: Mapping[str, Cost]

    def ratios(self, call: str = MESSAGE) -> Cost:
        """Return how many times more time and pages a call takes at the large size."""
        small, large = self.small[call], self.large[call]
        return Cost(large.ms / small.ms, large.pages / small.pages)


def measure(messages: int = 4 * TOGETHER, rounds: int = 5) -> list[Growth]:
    """Let `messages` pass through each database in each round, the small and the large ones taking turns."""
    with durable_server() as server, asyncio.Runner(loop_factory=uvloop.new_event_loop) as loop:
        return loop.run(_measure(server, messages, rounds))


async def _measure(server: str, messages: int, rounds: int) -> list[Growth]:
    phones = await _make_people(server)
    seen: defaultdict[tuple[str, int], list[Mapping[str, Cost]]] = defaultdict(list)
    async with AsyncExitStack() as stack:
        measured = {
            (scenario.name, size): await stack.enter_async_context(
                opened(await _filled(server, scenario, size), phones[: scenario.writing])
            )
            for scenario in SCENARIOS
            for size in (scenario.small, scenario.large)
        }
        for _ in range(rounds):
            for key, database in measured.items():
                seen[key].append(await database.round(messages))
    return [
        Growth(
            name=scenario.name,
            sizes=(scenario.small, scenario.large),
            small=_medians(seen[scenario.name, scenario.small]),
            large=_medians(seen[scenario.name, scenario.large]),
        )
        for scenario in SCENARIOS
    ]


async def _make_people(server: str) -> list[str]:
    dsn = await create_database(server, "people")
    database = AsyncpgDatabase(dsn)
    await migrate(database, find_migrations())
    await database.close()
    return await register(dsn, PEOPLE)


async def _filled(server: str, scenario: Scenario, size: int) -> str:
    dsn = await create_database(server, f"{size} {scenario.name}", template="people")
    await scenario.fill(dsn, size)
    return dsn


def _medians(rounds: Sequence[Mapping[str, Cost]]) -> dict[str, Cost]:
    return {
        call: Cost(median(costs[call].ms for costs in rounds), median(costs[call].pages for costs in rounds))
        for call in rounds[0]
    }
