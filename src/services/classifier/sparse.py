from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Integers = NDArray[np.intp]

_TINY = np.finfo(np.float32).tiny


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows that are never empty, one after the other: `starts` is where each begins."""

    starts: Integers
    columns: Integers
    values: Floats

    def times(self, dense: Floats) -> Floats:
        """Multiply column by column: all at once would need as much memory for each column of `dense`."""
        products = [np.add.reduceat(self.values * column[self.columns], self.starts) for column in dense.T]
        return np.stack(products, axis=1)


@dataclass(frozen=True, slots=True)
class SparseMatrix:
    """A matrix and its transpose; no row and no column is empty."""

    rows: _Rows
    transposed: _Rows

    @classmethod
    def of(cls, columns: Integers, values: Floats, *, sizes: Integers) -> SparseMatrix:
        """Build it from its rows, one after the other, each of its size; each column up to the last one must occur."""
        row = np.repeat(np.arange(len(sizes)), sizes)
        by_column = np.argsort(columns, kind="stable")
        return cls(
            _Rows(_starts(row), columns, values),
            _Rows(_starts(columns[by_column]), row[by_column], values[by_column]),
        )

    def ridge(self, targets: Floats, *, penalty: float, rounds: int) -> Floats:
        """Weights (columns x targets) that give the targets (rows x targets) with small weights.

        Conjugate gradients on `(XᵀX + penalty) W = XᵀY`: few rounds are enough, and stopping early only smooths more.
        """
        residual = self.transposed.times(targets)
        weights, direction = np.zeros_like(residual), residual
        power = _squares(residual)
        for _ in range(rounds):
            image = self.transposed.times(self.rows.times(direction)) + np.float32(penalty) * direction
            step = power / np.maximum(np.einsum("ij,ij->j", direction, image), _TINY)
            weights = weights + step * direction
            residual = residual - step * image
            power, before = _squares(residual), power
            direction = residual + (power / np.maximum(before, _TINY)) * direction
        return weights


def _starts(keys: Integers) -> Integers:
    return np.flatnonzero(np.diff(keys, prepend=-1))


def _squares(matrix: Floats) -> Floats:
    squares: Floats = np.einsum("ij,ij->j", matrix, matrix)
    return squares
