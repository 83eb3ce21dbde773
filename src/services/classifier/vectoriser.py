from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from services.classifier.features import GRAM, PAIR, WORD, features
from services.classifier.sparse import Vector

_FAMILY_WEIGHT: Mapping[str, float] = {WORD: 1.0, PAIR: 0.7, GRAM: 1.0}


@dataclass(frozen=True, slots=True)
class Vectoriser:
    """Turns a text into its TF-IDF vector; features that no example has are left out."""

    vocabulary: Mapping[str, int]
    rarity: Sequence[float]

    @classmethod
    def fit(cls, texts: Sequence[str]) -> Vectoriser:
        """Learn which features there are and how rare each is."""
        counts = Counter(feature for text in texts for family in features(text).values() for feature in family)
        rarity = [math.log((1 + len(texts)) / (1 + count)) + 1 for count in counts.values()]
        return cls({feature: column for column, feature in enumerate(counts)}, rarity)

    def vector(self, text: str) -> Vector:
        """Return the vector of length 1; empty when nothing in the text is known."""
        columns: list[int] = []
        values: list[float] = []
        for family, names in features(text).items():
            known = [self.vocabulary[name] for name in names if name in self.vocabulary]
            columns += known
            values += _scaled([self.rarity[column] for column in known], _FAMILY_WEIGHT[family])
        return Vector(np.array(columns, np.intp), np.array(_scaled(values, 1.0), np.float32))


def _scaled(values: Sequence[float], length: float) -> list[float]:
    factor = length / math.hypot(*values) if values else 0.0
    return [value * factor for value in values]
