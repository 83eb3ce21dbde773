"""The terminal: what people say is shown as they said it."""

from __future__ import annotations

import sys
from typing import Any

from rich.console import Console
from rich.text import Text

from logs import escaped

_WIDE = 200
"""Columns of a pipe, which has none: whoever reads it cuts for themselves."""


class _Terminal(Console):
    """Shows texts of anybody's; nobody speaks to the terminal itself by what they write."""

    def render_str(self, text: str, **options: Any) -> Text:
        """Write out control characters, but the ends of lines."""
        return super().render_str("\n".join(map(escaped, text.split("\n"))), **options)


def console() -> Console:
    """Return a console that reads no markup, no emoji names and no numbers into what it prints."""
    width = None if sys.stdout.isatty() else _WIDE
    return _Terminal(highlight=False, markup=False, emoji=False, width=width)
