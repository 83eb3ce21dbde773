"""`python -m benchmarks.sessions [MESSAGES]`: prints what each call costs."""

from __future__ import annotations

import sys

from rich.console import Console
from rich.table import Table

from benchmarks.sessions import measure


def main() -> None:
    """Measure, in a database of so many messages (a million), and print."""
    messages = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    shown = Table("call", title=f"Sessions, with {messages:,} messages stored")
    for column in ("median, ms", "p99, ms", "× select 1"):
        shown.add_column(column, justify="right")
    for seen in measure(messages):
        shown.add_row(seen.name, f"{seen.median:.2f}", f"{seen.p99:.2f}", f"{seen.ratio:.1f}")
    Console(highlight=False).print(shown)


if __name__ == "__main__":
    main()
