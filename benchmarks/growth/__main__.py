"""`python -m benchmarks.growth`: prints what each call costs for a message at both sizes."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from benchmarks.growth import Growth, measure
from benchmarks.growth.cost import MESSAGE


def table(growth: Growth) -> Table:
    """Show the calls, the dearest first, and all of them together."""
    small, large = growth.sizes
    shown = Table("call", title=f"In the database, for each message: {small:,} → {large:,} messages {growth.name}")
    for column in ("ms", "→ ms", "×", "pages", "→ pages", "×"):
        shown.add_column(column, justify="right")
    for call, cost in sorted(growth.small.items(), key=lambda item: item[1].ms, reverse=True):
        then, ratio = growth.large[call], growth.ratios(call)
        shown.add_row(
            call,
            *(f"{cost.ms:.3f}", f"{then.ms:.3f}", f"{ratio.ms:.2f}"),
            *(f"{cost.pages:.0f}", f"{then.pages:.0f}", f"{ratio.pages:.2f}"),
            style="bold" if call == MESSAGE else "",
        )
    return shown


if __name__ == "__main__":
    console = Console(highlight=False)
    for growth in measure():
        console.print(table(growth))
