from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.classifier.features import GRAM, PAIR, WORD, features
from services.classifier.sparse import Floats, Integers, SparseMatrix

_FAMILY_WEIGHT: Mapping[str, float] = {WORD: 1.0, PAIR: 0.7, GRAM: 1.0}
_WEIGHTS = np.array(list(_FAMILY_WEIGHT.values()))

_TINY = np.finfo(np.float64).tiny

Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Vector:
    """The columns of a row that are not zero, and their values."""

    columns: Integers
    values: Floats


@dataclass(frozen=True, slots=True)
class Vectoriser:
    """Turns a text into its TF-IDF vector; features that no example has are left out."""

    vocabulary: Mapping[str, int]
    rarity: Doubles

    @classmethod
    def fit_transform(cls, texts: Sequence[str]) -> tuple[Vectoriser, SparseMatrix]:
        """Learn which features there are and how rare each is; return the vectors of `texts` as well, row by row.

        At once, because most of the time goes into finding the features.
        """
        vocabulary: dict[str, int] = {}
        columns, sizes = array("i"), array("i")
        for text in texts:
            for names in _families(text):
                columns.extend([vocabulary.setdefault(name, len(vocabulary)) for name in names])
                sizes.append(len(names))
        return cls._fitted(vocabulary, np.array(columns, np.intp), np.array(sizes, np.intp).reshape(len(texts), -1))

    @classmethod
    def _fitted(
        cls, vocabulary: Mapping[str, int], columns: Integers, sizes: Integers
    ) -> tuple[Vectoriser, SparseMatrix]:
        vectoriser = cls(vocabulary, np.log((1 + len(sizes)) / (1 + np.bincount(columns))) + 1)
        return vectoriser, SparseMatrix.of(columns, vectoriser._weighted(columns, sizes), sizes=sizes.sum(axis=1))

    def transform(self, text: str) -> Vector:
        """Return the vector of length 1; empty when nothing in the text is known."""
        known = [[self.vocabulary[name] for name in names if name in self.vocabulary] for names in _families(text)]
        columns = np.array([column for family in known for column in family], np.intp)
        sizes = np.array([[len(family) for family in known]])
        return Vector(columns, self._weighted(columns, sizes))

    def _weighted(self, columns: Integers, sizes: Integers) -> Floats:
        """Return the values of `columns`, as many as `sizes` (texts x families) says: each text of length 1."""
        values = self.rarity[columns]
        values = _scaled(values, sizes.ravel(), np.tile(_WEIGHTS, len(sizes)))
        return _scaled(values, sizes.sum(axis=1), np.ones(len(sizes))).astype(np.float32)


def _families(text: str) -> list[list[str]]:
    found = features(text)
    return [found[family] for family in _FAMILY_WEIGHT]


def _scaled(values: Doubles, sizes: Integers, lengths: Doubles) -> Doubles:
    """Cut `values` into vectors of these `sizes` and give them these `lengths`."""
    vector = np.repeat(np.arange(len(sizes)), sizes)
    squares = np.bincount(vector, values * values, minlength=len(sizes))
    return values * (lengths / np.sqrt(np.maximum(squares, _TINY)))[vector]
