from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Examples = Mapping[str, Mapping[str, Sequence[str]]]
"""Language → intent → sentences."""


@dataclass(frozen=True, slots=True)
class Classification:
    """An intent with its confidence (0..1); `alternatives` are all the others, best first. They sum to 1."""

    intent: str
    confidence: float
    alternatives: tuple[tuple[str, float], ...]
