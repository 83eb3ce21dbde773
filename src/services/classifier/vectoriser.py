from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.classifier.features import features
from services.classifier.sparse import Floats, Integers, SparseMatrix

_WEIGHTS = np.array([1.0, 0.7, 1.0])
"""Of words, pairs and pieces."""
_LENGTHS = _WEIGHTS / np.linalg.norm(_WEIGHTS)

_FEWEST = 2
"""A feature of a single example says nothing about another text, and most are of that kind."""

_UNKNOWN = -1
_TINY = np.finfo(np.float64).tiny

Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Vector:
    """The columns of a row that are not zero, and their values."""

    columns: Integers
    values: Floats


@dataclass(frozen=True, slots=True)
class Vectoriser:
    """Turns a text into its TF-IDF vector, of length 1 when every feature of it is known.

    What is unknown counts as much as the rarest feature: the less is known of a text, the shorter its vector, and the
    less it says. `rarity` has that as its last number, where `_UNKNOWN` finds it.
    """

    vocabulary: NDArray[np.uint32]
    """The features of the columns, in ascending order."""
    rarity: Doubles

    @classmethod
    def fit_transform(cls, texts: Sequence[Sequence[str]]) -> tuple[Vectoriser, SparseMatrix]:
        """Learn which features there are and how rare each is; return the vectors of `texts`, lists of words, as well.

        At once, because most of the time goes into finding the features.
        """
        found, sizes = array("I"), array("I")
        for words in texts:
            for family in features(words):
                found.extend(family)
                sizes.append(len(family))
        numbers = np.array(found, np.uint32)
        names, counts = np.unique(numbers, return_counts=True)
        kept = counts >= _FEWEST
        rarity = np.log((1 + len(texts)) / (1 + np.append(counts[kept], _FEWEST - 1))) + 1
        vectoriser = cls(names[kept], rarity)
        return vectoriser, vectoriser._matrix(vectoriser._columns(numbers), np.array(sizes, np.intp))

    def transform(self, words: Sequence[str]) -> Vector:
        """Return the vector; empty when none of the words is known."""
        families = features(words)
        columns = self._columns(np.array([number for family in families for number in family], np.uint32))
        values = self._weighted(columns, np.array([len(family) for family in families]))
        known = columns != _UNKNOWN
        return Vector(columns[known], values[known])

    def _columns(self, numbers: NDArray[np.uint32]) -> Integers:
        """Return the column of each feature, or `_UNKNOWN`."""
        places = np.searchsorted(self.vocabulary, numbers)
        found = np.append(self.vocabulary, np.uint32(0))[places] == numbers
        return np.where(found & (places < len(self.vocabulary)), places, _UNKNOWN)

    def _matrix(self, columns: Integers, sizes: Integers) -> SparseMatrix:
        known = columns != _UNKNOWN
        row = np.repeat(np.arange(len(sizes) // len(_WEIGHTS)), sizes.reshape(-1, len(_WEIGHTS)).sum(axis=1))
        values = self._weighted(columns, sizes)
        return SparseMatrix.of(row[known], columns[known], values[known], shape=(row[-1] + 1, len(self.vocabulary)))

    def _weighted(self, columns: Integers, sizes: Integers) -> Floats:
        """Return the values of `columns`, cut into the families of one text after the other by `sizes`."""
        values = self.rarity[columns]
        family = np.repeat(np.arange(len(sizes)), sizes)
        squares = np.bincount(family, values * values, minlength=len(sizes))
        lengths = np.tile(_LENGTHS, len(sizes) // len(_LENGTHS)) / np.sqrt(np.maximum(squares, _TINY))
        return (values * lengths[family]).astype(np.float32)
