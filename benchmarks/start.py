"""How long `relais serve` takes from its start to ready, with the database there and migrated."""

from __future__ import annotations

import time
from dataclasses import dataclass
from statistics import median

from rich.console import Console
from rich.table import Table

from benchmarks.relais import ROLES, serving
from benchmarks.server import durable_server, prepare

ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds until the first 200 of /health/ready, and CPU seconds until then; medians."""

    role: str
    ready: float
    cpu: float


def measure(rounds: int = ROUNDS) -> list[Start]:
    """Start each role `rounds` times, one after the other."""
    with durable_server() as dsn:
        prepare(dsn, 1)
        return [_start(dsn, role, rounds) for role in ROLES]


def _start(dsn: str, role: str, rounds: int) -> Start:
    seen = [_once(dsn, role) for _ in range(rounds)]
    return Start(role, median(ready for ready, _ in seen), median(cpu for _, cpu in seen))


def _once(dsn: str, role: str) -> tuple[float, float]:
    began = time.perf_counter()
    with serving(dsn, role=role) as relais:
        return time.perf_counter() - began, relais.cpu_seconds()


def main() -> None:
    """Print what was measured."""
    table = Table(title=f"From start to ready, median of {ROUNDS}")
    for column in ("role", "seconds", "CPU seconds"):
        table.add_column(column, justify="right")
    for seen in measure():
        table.add_row(seen.role, f"{seen.ready:.2f}", f"{seen.cpu:.2f}")
    Console(highlight=False).print(table)


if __name__ == "__main__":
    main()
