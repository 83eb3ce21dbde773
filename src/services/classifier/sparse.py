from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Integers = NDArray[np.intp]

_TINY: np.float32 = np.finfo(np.float32).tiny


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows that are not empty, one after the other: their numbers, where each begins, columns and values."""

    count: int
    filled: Integers
    starts: Integers
    columns: Integers
    values: Floats

    @classmethod
    def of(cls, row: Integers, columns: Integers, values: Floats, *, count: int) -> _Rows:
        """Take them from the entries of the matrix, sorted by row."""
        starts = np.flatnonzero(np.diff(row, prepend=-1))
        return cls(count, row[starts], starts, columns, values)

    def times(self, dense: Floats) -> Floats:
        """Multiply column by column: all at once would need as much memory for each column of `dense`."""
        product = np.zeros((self.count, dense.shape[1]), np.float32)
        for place, column in enumerate(dense.T):
            product[self.filled, place] = np.add.reduceat(self.values * column[self.columns], self.starts)
        return product


@dataclass(frozen=True, slots=True)
class SparseMatrix:
    """A matrix, its transpose, and the length of each of its columns, squared."""

    rows: _Rows
    transposed: _Rows
    squares: Floats

    @classmethod
    def of(cls, row: Integers, columns: Integers, values: Floats, *, shape: tuple[int, int]) -> SparseMatrix:
        """Build it from its entries, sorted by row."""
        by_column = np.argsort(columns, kind="stable")
        return cls(
            _Rows.of(row, columns, values, count=shape[0]),
            _Rows.of(columns[by_column], row[by_column], values[by_column], count=shape[1]),
            np.bincount(columns, values * values, minlength=shape[1]).astype(np.float32),
        )

    def ridge(self, targets: Floats, *, penalty: float, rounds: int) -> Floats:
        """Weights (columns x targets) that give the targets (rows x targets) with small weights.

        Conjugate gradients on `(XᵀX + penalty) W = XᵀY`, preconditioned by the diagonal, because columns differ as
        much as words do: few rounds are enough, and stopping early only smooths more.
        """
        scale: Floats = np.float32(1) / (self.squares + np.float32(penalty))[:, None]
        residual = self.transposed.times(targets)
        weights, direction = np.zeros_like(residual), scale * residual
        power = _dots(residual, direction)
        for _ in range(rounds):
            image = self.transposed.times(self.rows.times(direction)) + np.float32(penalty) * direction
            step = power / np.maximum(_dots(direction, image), _TINY)
            weights += step * direction
            residual -= step * image
            ahead: Floats = scale * residual
            power, before = _dots(residual, ahead), power
            direction *= power / np.maximum(before, _TINY)
            direction += ahead
        return weights


def _dots(left: Floats, right: Floats) -> Floats:
    dots: Floats = np.einsum("ij,ij->j", left, right)
    return dots
