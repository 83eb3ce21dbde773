"""What relais costs while nobody writes: queries per second and memory, freshly started and after work."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass

import asyncpg
from rich.console import Console
from rich.table import Table

from benchmarks.relais import ROLES, Relais, free_port, outside, serving
from benchmarks.server import durable_server, prepare

PEOPLE = 1000
SECONDS = 15.0

_WORK = (100.0, 10.0)
"""Taps per second, and seconds."""
_QUIET_SHARE, _QUIET_SECONDS, _PATIENCE_SECONDS = 0.01, 2.0, 60.0
"""Settled: less than this share of a core during so many seconds."""

_QUERIES = "select coalesce(sum(calls), 0)::bigint from pg_stat_statements where query not like '%pg_stat_statements%'"


@dataclass(frozen=True, slots=True)
class Idle:
    """Memory in MB (10⁶ bytes): resident, and resident with shared pages split among those who share them."""

    state: str
    queries_per_second: float
    rss: float
    pss: float


def measure(seconds: float = SECONDS) -> Sequence[Idle]:
    """Watch each role for `seconds`, then `all` once more after it has answered a thousand messages."""
    with durable_server() as dsn:
        prepare(dsn, PEOPLE)
        return [*(_fresh(dsn, role, seconds) for role in ROLES), _after_work(dsn, seconds)]


def _fresh(dsn: str, role: str, seconds: float) -> Idle:
    with serving(dsn, role=role) as relais:
        return _watch(dsn, relais, role, seconds)


def _after_work(dsn: str, seconds: float) -> Idle:
    port = free_port()
    with (
        outside(f"http://127.0.0.1:{port}", PEOPLE) as world,
        serving(dsn, port=port, provider=world.provider) as relais,
    ):
        world.tap(*_WORK)
        return _watch(dsn, relais, "all, after work", seconds)


def _watch(dsn: str, relais: Relais, state: str, seconds: float) -> Idle:
    _settle(relais)
    before = asyncio.run(_queries(dsn))
    time.sleep(seconds)
    made = asyncio.run(_queries(dsn)) - before
    memory = relais.process.memory_full_info()
    return Idle(state, made / seconds, memory.rss / 1e6, memory.pss / 1e6)


def _settle(relais: Relais) -> None:
    """Return when the process has nothing to do any more."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline:
        before = relais.cpu_seconds()
        time.sleep(_QUIET_SECONDS)
        if relais.cpu_seconds() - before < _QUIET_SHARE * _QUIET_SECONDS:
            return
    raise TimeoutError("relais did not come to rest")


async def _queries(dsn: str) -> int:
    """Return how many statements were called so far, but for these."""
    connection = await asyncpg.connect(dsn)
    count: int = await connection.fetchval(_QUERIES)
    await connection.close()
    return count


def main() -> None:
    """Print what was measured."""
    table = Table(title=f"An idle relais, over {SECONDS:.0f} s")
    for column in ("role", "queries/s", "RSS MB", "PSS MB"):
        table.add_column(column, justify="right")
    for seen in measure():
        table.add_row(seen.state, f"{seen.queries_per_second:.2f}", f"{seen.rss:.0f}", f"{seen.pss:.0f}")
    Console(highlight=False).print(table)


if __name__ == "__main__":
    main()
