"""`make test` shows each fault once and small; `make chaos` shows the same faults long and wide (CHAOS=1)."""

from __future__ import annotations

import os
from typing import TypeVar

Number = TypeVar("Number", int, float)

CHAOS = bool(os.environ.get("CHAOS"))


def scaled(short: Number, long: Number) -> Number:
    """Return the figure of this run: `short` under `make test`, `long` under `make chaos`."""
    return long if CHAOS else short
