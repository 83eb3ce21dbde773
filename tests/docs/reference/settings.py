"""Every setting, as src/settings.py says it: a heading, a default, a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import time
from pathlib import Path

from settings import Settings
from tests.docs.reference.tables import code, table
from tests.rules.checkout import SRC

HEAD = """\
# Settings

For operators.
Each setting is an environment variable or a line of `.env`, and is read once at start.
A wrong, missing or unknown one ends the start with exit 2 and its name; an empty value counts as missing.

This page is made of `src/settings.py` by `python -m tests.docs.generate`.
"""

_LINE = re.compile(r"    (?:# (?P<heading>.+)|(?P<name>\w+): .+|\"\"\"(?P<sentence>.+)\"\"\")")


def settings() -> str:
    """Return the page."""
    parts = [HEAD]
    for heading, rows in _sections().items():
        parts.append(f"## {heading}\n\n{table(('variable', 'default', 'meaning'), rows)}\n")
    return "\n".join(parts)


def _sections() -> dict[str, list[tuple[str, str, str]]]:
    sections: dict[str, list[tuple[str, str, str]]] = {}
    heading = name = ""
    for found in _lines():
        heading, name = found["heading"] or heading, found["name"] or name
        if found["sentence"]:
            sections.setdefault(heading, []).append((code(name.upper()), code(_default(name)), found["sentence"]))
    return sections


def _lines() -> Iterator[re.Match[str]]:
    """Yield what is told between the head of the class and its first method."""
    text = (SRC / "settings.py").read_text(encoding="utf-8")
    body = text[text.index("model_config = ") : text.index("    @field_validator")]
    return (found for line in body.splitlines() if (found := _LINE.fullmatch(line)))


def _default(name: str) -> object:
    value = Settings.model_fields[name].get_default(call_default_factory=True)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return value.as_posix() if isinstance(value, Path) else value or None
