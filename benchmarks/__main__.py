"""`make bench`: prints one table of figures. Load goes to the loopback only, bounded in time and count."""

from __future__ import annotations

import os

from rich.console import Console
from rich.table import Table

from benchmarks.end_to_end import measure

RATES = tuple(float(rate) for rate in os.environ.get("RATES", "100,200,300").split(","))
SECONDS = float(os.environ.get("SECONDS", "15"))
ROLES = tuple(os.environ.get("ROLES", "all").split(","))


def main() -> None:
    """Measure end to end at rising rates."""
    console = Console(highlight=False)
    table = Table(title=f"End to end, fsync on, {os.cpu_count()} cores for everything, {SECONDS:.0f} s each")
    for column in ("in/s", "out/s", "answer p50/p99 ms", "reply p50/p99 ms", "refused", "CPU ms/message"):
        table.add_column(column, justify="right")
    for rate in RATES:
        seen = measure(rate, SECONDS, roles=ROLES)
        table.add_row(
            f"{rate:.0f}",
            f"{seen.out_per_second:.0f}",
            f"{seen.answers['p50']} / {seen.answers['p99']}",
            f"{seen.replies['p50']} / {seen.replies['p99']}",
            str(seen.refused),
            ", ".join(f"{name} {cpu}" for name, cpu in seen.cpu.items()),
        )
        for call, calls, mean in seen.calls:
            console.print(f"  {call:<16} {calls:>7} calls  {mean:.3f} ms")
    console.print(table)


if __name__ == "__main__":
    main()
