"""`relais monitor`: figures and alerts from log files."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import orjson
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from commands.printing import console
from errors import ConfigurationError
from monitoring import Monitor, Report, read_thresholds, since
from monitoring.figures import RATES
from monitoring.files import STANDARD_INPUT, is_regular
from monitoring.html import html
from monitoring.times import stamp

_LOOK_SECONDS = 0.25
_PRINT_SECONDS = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How a report is wanted."""

    as_json: bool
    html_file: Path | None

    def show(self, report: Report) -> None:
        """Print a report, and write it to the file.

        Raises:
            ConfigurationError: the file cannot be written.
        """
        if self.html_file:
            _write(self.html_file, html(report))
        if self.as_json:
            sys.stdout.write(orjson.dumps(report.as_json()).decode() + "\n")
        else:
            _print(report)
        sys.stdout.flush()


def monitor(files: Sequence[Path], wish: Wish, *, follow: bool, begin: str | None, thresholds_file: Path | None) -> int:
    """Report on log files, or on the standard input; exit 1 when there is an alert.

    Raises:
        ConfigurationError: a file cannot be read or written, or what is asked makes no sense.
    """
    paths = list(files) or [STANDARD_INPUT]
    thresholds = read_thresholds(thresholds_file)
    with _progress(paths, shown=not follow) as when_read:
        found = Monitor(
            paths, thresholds, since=since(begin, time.time()) if begin else 0.0, follow=follow, when_read=when_read
        )
        if follow:
            _follow(found, wish)
        else:
            found.read()
    report = found.report()
    wish.show(report)
    _tell_passed_over(report)
    return int(bool(report.alerts))


def _follow(found: Monitor, wish: Wish) -> None:
    """Report every few seconds, and on a new alert at once, until nothing more may come or somebody stops it."""
    for number in (signal.SIGTERM, signal.SIGINT):  # whoever started it in the background has had it ignore the latter
        signal.signal(number, signal.default_int_handler)
    known: set[str] = set()
    due = 0.0
    try:
        found.read()
        while found.read_on():
            report = found.report()
            alerts = {alert.name for alert in report.alerts}
            if alerts - known or time.monotonic() >= due:
                if not wish.as_json:
                    console().clear()  # of a terminal; elsewhere one report stands below the other
                wish.show(report)
                due = time.monotonic() + _PRINT_SECONDS
            known = alerts
            time.sleep(_LOOK_SECONDS)
    except KeyboardInterrupt:
        return


@contextmanager
def _progress(paths: Sequence[Path], *, shown: bool) -> Generator[Callable[[int], None]]:
    """Show how much was read, on a terminal; give what is told of the bytes."""
    if not (shown and sys.stderr.isatty()):
        yield lambda _bytes: None
        return
    total = sum(path.stat().st_size for path in paths if is_regular(path))
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("reading", total=total or None)
        yield lambda read: progress.advance(task, read)


def _print(report: Report) -> None:
    out = console()
    out.print(_period(report), style="dim")
    table = Table(box=None, show_header=False, pad_edge=False)
    for figure in RATES:
        table.add_row(figure.title, _told(report.rates[figure.name], is_share=figure.is_share))
    table.add_row("Outcomes", ", ".join(f"{name} {count}" for name, count in report.outcomes.items()) or "–")
    out.print(table)
    out.print(_latencies(report))
    for alert in report.alerts:
        out.print(f"ALERT {alert.name}: {alert.detail}", style="bold red")
    if not report.alerts:
        out.print("healthy", style="green")


def _period(report: Report) -> str:
    tally = report.tally
    lines = f"{report.lines:,} lines read"
    return f"{stamp(tally.began)} – {stamp(tally.ended)}, {lines}" if tally.ended else lines


def _told(rate: float | None, *, is_share: bool) -> str:
    if rate is None:
        return "–"
    return f"{rate:.1%}" if is_share else f"{rate:,.1f}"


def _latencies(report: Report) -> Table:
    found = report.latency_ms
    stages = {f"stage {name}": percentiles for name, percentiles in sorted(found.pop("stages").items())}
    table = Table("ms", box=None, pad_edge=False)
    for column in ("p50", "p95", "p99", "count"):
        table.add_column(column, justify="right")
    for name, percentiles in {**found, **stages}.items():
        *times, count = percentiles.values()
        table.add_row(name, *("–" if value is None else f"{value:,.1f}" for value in times), f"{count:,}")
    return table


def _tell_passed_over(report: Report) -> None:
    told = ", ".join(f"{count:,} {reason}" for reason, count in report.passed_over.items())
    if told:
        sys.stderr.write(f"relais: lines that were passed over: {told}\n")


def _write(path: Path, text: str) -> None:
    """Replace a file at once: whoever looks at it sees the old page or the new one."""
    beside = path.with_name(f".{path.name}.new")
    try:
        beside.write_text(text, encoding="utf-8")
        beside.replace(path)
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be written: {error.strerror}") from error
