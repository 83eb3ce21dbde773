from __future__ import annotations

from array import array
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.integer]


@dataclass(frozen=True, slots=True)
class Automaton:
    """Finds the n-grams of a text in one pass over its bytes. State 0 is the start; states may share a row of steps.

    Arrays of the standard library: walking numpy's takes two and a half times as long.
    """

    columns: bytes
    """Byte → column of `steps`, as `bytes.translate` wants it."""
    rows: array[int]
    """State → where its row of `steps` begins."""
    steps: array[int]
    """The next state by row and column, one row after the other."""
    ends: array[int]
    """State → the n-gram that ends there, or -1."""

    @classmethod
    def of(cls, alphabet: bytes, *, row: Integers, steps: Integers, ends: Integers) -> Automaton:
        """Build it for the bytes of `alphabet`, each once; any other byte leads back to the start.

        Args:
            alphabet: the byte of each column of `steps`.
            row: state → row of `steps`.
            steps: rows x bytes of the alphabet → the next state.
            ends: state → the n-gram that ends there, or -1.
        """
        other = len(alphabet)
        columns = bytes(alphabet.find(byte) % (other + 1) for byte in range(256))  # not found: -1, the last column
        table = np.pad(steps, ((0, 0), (0, 1)))
        return cls(columns, _array(row.astype(np.uint32) * np.uint32(other + 1)), _array(table), _array(ends))

    def ngrams(self, text: bytes) -> list[int]:
        """Return every n-gram of `text`, in the order in which they end."""
        state, found = 0, list[int]()
        for column in text.translate(self.columns):
            state = self.steps[self.rows[state] + column]
            ngram = self.ends[state]
            if ngram >= 0:
                found.append(ngram)
        return found


def _array(numbers: Integers) -> array[int]:
    return array(numbers.dtype.char, numbers.tobytes())
