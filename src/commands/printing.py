"""The terminal: what people say is shown as they said it."""

from __future__ import annotations

import sys

from rich.console import Console

_WIDE = 200
"""Columns of a pipe, which has none: whoever reads it cuts for themselves."""


def console() -> Console:
    """Return a console that reads no markup, no emoji names and no numbers into what it prints."""
    width = None if sys.stdout.isatty() else _WIDE
    return Console(highlight=False, markup=False, emoji=False, width=width)
