"""Shares."""

from __future__ import annotations


def ratio(part: int, whole: int) -> float | None:
    """Return `part` of `whole` as a share from 0 to 1, or None when there is nothing to measure."""
    return min(1.0, max(0.0, part / whole)) if whole else None
