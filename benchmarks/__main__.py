"""`make bench`: measures everything and prints one table of figures beside their goals.

`python -m benchmarks NAME…` measures a part: end_to_end, door, queues, growth, sessions, idle, start, monitor,
intents.
`intents FILE` measures on the labelled texts of a file (JSON lines: text, intent, language). `--save` writes the table,
with the machine's facts, into results.md.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import ceiling, door, end_to_end, growth, idle, intents, monitor, queues, sessions, start
from benchmarks.machine import facts
from pipeline.understanding.certainty import LIKELY, SURE

_RESULTS = Path(__file__).with_name("results.md")
_BANDS = (
    (SURE, 1.1, "sure, acts"),
    (LIKELY, SURE, "likely, acts and offers"),
    (0.0, LIKELY, "unlikely, asks"),
)
_COLUMNS = ("figure", "goal", "measured", "reached")


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table; `reached` is None where there is no goal."""

    name: str
    goal: str
    measured: str
    reached: bool | None = None

    @property
    def cells(self) -> tuple[str, str, str, str]:
        """As text."""
        reached = {None: "", True: "yes", False: "no"}[self.reached]
        return self.name, self.goal, self.measured, reached


def _end_to_end() -> Iterator[Figure]:
    seen = end_to_end.measure()
    p99 = seen.replies["p99"]
    yield Figure(
        f"{seen.rate:.0f} in per second for {seen.seconds:.0f} s: out per second",
        f"≥ {seen.rate:.0f}",
        f"{seen.out_per_second:.0f}",
        seen.out_per_second >= 0.99 * seen.rate,
    )
    yield Figure(
        "… p99 from webhook to reply", "< 1,000 ms", f"{p99:,.0f} ms (p50 {seen.replies['p50']:,.0f})", p99 < 1000
    )
    cpu = ", ".join(f"{name} {spent:.2f}" for name, spent in seen.cpu.items())
    yield Figure("… CPU for each message", "", f"{cpu} ms")
    highest = end_to_end.highest()
    yield Figure("highest rate held with p99 < 1 s", "≥ 500", f"{highest:.0f}", highest >= 500)
    for together, how in ((True, "calls made together, as here"), (False, "calls one by one")):
        alone = ceiling.measure(together=together)
        share = highest / alone
        yield Figure(
            f"… as a share of the database alone, {how} ({alone:.0f}/s)", "≥ 0.5", f"{share:.2f}", share >= 0.5
        )


def _door() -> Iterator[Figure]:
    seen = door.measure()
    ours, ratio = seen.answers["relais"], seen.ratio()
    yield Figure(
        "door at 300 webhooks/s: p99 of the answer", "< 25 ms", f"{ours.p99:.1f} ms (p50 {ours.p50:.1f})", ours.p99 < 25
    )
    yield Figure("… × a bare handler, which stores nothing", "≤ 2.5", f"{ratio:.1f}", ratio <= 2.5)
    yield Figure("… × a bare handler that stores the same", "", f"{seen.ratio('bare, durable'):.1f}")


def _queues() -> Iterator[Figure]:
    ours, *others = queues.measure()
    for other in others:
        ratio, backlog = ours.through / other.through, ours.drain / other.drain
        yield Figure(
            f"× {other.name} ({other.through:.0f} jobs/s, backlog {other.drain:.0f}/s)",
            "> 1",
            f"{ratio:.1f}, backlog {backlog:.1f} ({ours.through:.0f}, {ours.drain:.0f})",
            min(ratio, backlog) > 1,
        )


def _growth() -> Iterator[Figure]:
    for seen in growth.measure():
        small, large = seen.sizes
        ratio = seen.ratios()
        yield Figure(
            f"cost for each message, {small:,} → {large:,} {seen.name}",
            "≤ 1.2 ×",
            f"{ratio.ms:.2f} × in time, {ratio.pages:.2f} × in pages",
            ratio.ms <= 1.2,
        )


def _sessions() -> Iterator[Figure]:
    for seen in sessions.measure():
        yield Figure(
            f"{seen.name}, 1,000,000 messages stored: median",
            "",
            f"{seen.median:.2f} ms (p99 {seen.p99:.2f}), {seen.ratio:.1f} × select 1",
        )


def _idle() -> Iterator[Figure]:
    for seen in idle.measure():
        yield Figure(
            f"idle, {seen.state}",
            "< 1 query/s, < 120 MB",
            f"{seen.queries_per_second:.2f} queries/s, {seen.rss:.0f} MB",
            seen.queries_per_second < 1 and seen.rss < 120,
        )


def _start() -> Iterator[Figure]:
    for seen in start.measure():
        yield Figure(f"from start to ready, {seen.role}", "< 2 s", f"{seen.ready:.2f} s", seen.ready < 2)


def _monitor() -> Iterator[Figure]:
    small, large = monitor.measure()
    yield Figure(f"relais monitor reads {large.megabytes:,} MB", "< 40 s", f"{large.seconds:.1f} s", large.seconds < 40)
    growth = large.memory_megabytes / small.memory_megabytes
    yield Figure(
        f"… memory, × that of {small.megabytes} MB",
        "≤ 1.1",
        f"{growth:.2f} ({large.memory_megabytes:.0f} MB)",
        growth <= 1.1,
    )


def _intents(file: Path | None = None) -> Iterator[Figure]:
    seen, goals = intents.measure(file), bool(file)  # the examples are harder: they are written along the borders
    scores = seen.scores
    yield _share(f"intents of {seen.texts}: accuracy", scores.accuracy, 0.9 if goals else None)
    yield _share("… macro-F1", scores.macro_f1, 0.88 if goals else None)
    for language, share in scores.by_language.items():
        yield _share(f"… accuracy, {language}", share, 0.8 if goals else None)
    for intent, share in scores.by_intent.items():
        yield _share(f"… F1, {intent}", share)
    for low, high, what in _BANDS:
        share, right = scores.between(low, high)
        yield Figure(f"… {what}: share of texts, right", "", f"{share:.3f}, {right:.3f}")
    yield Figure("… a text: median, p99", "< 2 ms", f"{scores.median:.2f} ms, {scores.p99:.2f} ms", scores.p99 < 2)
    yield Figure("… training", "< 3 s", f"{seen.training:.1f} s of CPU", seen.training < 3)
    yield Figure("… accuracy by share of the examples", "", _listed(f"{n} % {s:.3f}" for n, s in seen.curve.items()))
    for name, share in seen.approaches.items():
        yield _share(f"… accuracy, {name}", share)


def _share(name: str, share: float, goal: float | None = None) -> Figure:
    if goal is None:
        return Figure(name, "", f"{share:.3f}")
    return Figure(name, f"≥ {goal:.2f}", f"{share:.3f}", share >= goal)


def _listed(parts: Iterable[str]) -> str:
    return ", ".join(parts)


PARTS: dict[str, Callable[[], Iterator[Figure]]] = {
    "end_to_end": _end_to_end,
    "door": _door,
    "queues": _queues,
    "growth": _growth,
    "sessions": _sessions,
    "idle": _idle,
    "start": _start,
    "monitor": _monitor,
    "intents": _intents,
}


def main(arguments: Sequence[str]) -> None:
    """Measure the named parts, or all."""
    console = Console(highlight=False)
    names = [name for name in arguments if name in PARTS] or list(PARTS)
    file = next((Path(name) for name in arguments if name.endswith(".jsonl")), None)
    parts = PARTS | {"intents": partial(_intents, file)}
    figures: list[Figure] = []
    for name in names:
        with console.status(f"measuring {name}"):
            figures.extend(parts[name]())
    table = Table(*_COLUMNS, title=facts())
    for figure in figures:
        table.add_row(*figure.cells)
    console.print(table)
    if "--save" in arguments:
        _RESULTS.write_text(_markdown(figures), encoding="utf-8")


def _markdown(figures: Sequence[Figure]) -> str:
    rows = [_COLUMNS, ("---",) * len(_COLUMNS), *(figure.cells for figure in figures)]
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join(["# What was measured", "", facts(), "", *lines, ""])


if __name__ == "__main__":
    main(sys.argv[1:])
