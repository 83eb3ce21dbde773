"""Writes docs/monitoring.md, from the catalogue and the tables: `python -m monitoring.page > docs/monitoring.md`."""

from __future__ import annotations

import sys
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from monitoring.alerts import ALERTS
from monitoring.catalogue import sections
from monitoring.figures import LATENCIES, RATES

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=False,  # noqa: S701 - Markdown of our own words # nosec B701
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)


def page() -> str:
    """Return the page as Markdown."""
    template = _TEMPLATES.get_template("page.md")
    return template.render(rates=RATES, latencies=LATENCIES.items(), alerts=ALERTS, sections=sections())


if __name__ == "__main__":
    sys.stdout.write(page())
