"""Values in log lines, which may be anything."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from monitoring.examples import harmless

Fields = dict[str, Any]

_MOST_NAMES = 64
_OTHERS = "other"
_LONGEST_NUMBER = 16


def word(fields: Fields, name: str) -> str:
    """Return a text, empty when there is none."""
    found = fields.get(name)
    return found if isinstance(found, str) else ""


def number(fields: Fields, name: str) -> int | None:
    """Return a whole number that is not negative, also one that is written as text; None when there is none."""
    found = fields.get(name)
    if isinstance(found, str) and found.isascii() and found.isdigit() and len(found) < _LONGEST_NUMBER:
        return int(found)
    return found if isinstance(found, int) and found >= 0 else None


def name_among(known: Collection[str], name: str) -> str:
    """Return a name to count something under: as it is while there are few, else the one for all others."""
    if name in known:
        return name
    return harmless(name) if name and len(known) < _MOST_NAMES else _OTHERS
