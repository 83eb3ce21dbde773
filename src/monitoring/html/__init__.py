"""The report as one HTML file: no script, no other host, light and dark."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from monitoring.figures import RATES
from monitoring.html.charts import bars, curves, shares
from monitoring.report import Report
from monitoring.times import stamp

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,  # log lines are hostile
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def html(report: Report) -> str:
    """Return the whole page."""
    tally, rates, latency = report.tally, report.rates, report.latency_ms
    steps = list(tally.timeline.steps())
    stages = latency.pop("stages")
    return _TEMPLATES.get_template("report.html").render(
        report=report,
        period=(stamp(tally.began), stamp(tally.ended)) if tally.ended else None,
        rates=[(figure, rates[figure.name]) for figure in RATES],
        outcomes=shares(report.outcomes),
        latencies=[*latency.items(), *sorted(stages.items())],
        charts=[
            bars("Messages", steps, tally.timeline.width, lambda step: step.messages),
            bars("New sessions", steps, tally.timeline.width, lambda step: step.sessions),
            bars("Taps that led nowhere", steps, tally.timeline.width, lambda step: step.unresolved),
        ],
        reply=curves("From webhook to answer, in ms", steps, {"p50": 0.5, "p99": 0.99}),
    )
