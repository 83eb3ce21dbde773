"""`python -m benchmarks.queues`: prints jobs per second, and how many times faster relais is."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from benchmarks.queues import Speed, measure

_COLUMNS = ("put and done /s", "×", "backlog /s", "×", "CPU ms/job", "×")


def table(speeds: Sequence[Speed]) -> Table:
    """Show the figures; the first is what the others are compared with."""
    shown = Table("queue", title="Durable, one at a time and in order per person; × = relais is better by")
    for column in _COLUMNS:
        shown.add_column(column, justify="right")
    ours = speeds[0]
    for speed in speeds:
        shown.add_row(
            speed.name,
            f"{speed.through:.0f}",
            f"{ours.through / speed.through:.1f}",
            f"{speed.drain:.0f}",
            f"{ours.drain / speed.drain:.1f}",
            f"{speed.cpu_ms:.2f}",
            f"{speed.cpu_ms / ours.cpu_ms:.1f}",
        )
    return shown


if __name__ == "__main__":
    Console(highlight=False).print(table(measure()))
