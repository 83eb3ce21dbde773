from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from services.language.automaton import Automaton, Integers

_LETTERS = filter(str.isalnum, map(chr, range(0x20, 0x250)))
LATIN = bytes(sorted({*b" ", *"".join(_LETTERS).casefold().encode()}))
"""The bytes of Latin text in lower case: space, digits and letters up to U+024F, Latin Extended-B."""


def pruned(steps: Integers, row_of: Integers, ends: Integers) -> tuple[Automaton, Integers]:
    """Cut an automaton over all bytes down to what Latin text reaches: of py3langid's steps, 5 MB of 39.

    Args:
        steps: rows x 256 → the next state.
        row_of: state → row of `steps`.
        ends: state → the n-gram that ends there, or -1.

    Returns:
        The automaton with its n-grams numbered anew, and for each of them the number that it had.
    """
    steps = steps[:, list(LATIN)]
    states = _reachable(steps, row_of)
    number = np.zeros(len(row_of), np.min_scalar_type(len(states)))
    number[states] = np.arange(len(states))
    rows, row = np.unique(row_of[states], return_inverse=True)
    ngrams, end = np.unique(ends[states], return_inverse=True)  # the first of them is -1
    return Automaton.of(LATIN, row=row, steps=number[steps[rows]], ends=end.astype(np.int32) - 1), ngrams[1:]


def _reachable(steps: Integers, row_of: Integers) -> NDArray[np.intp]:
    """Return the states that can be reached from state 0, itself among them, in ascending order."""
    reached = np.zeros(len(row_of), np.bool_)
    reached[0] = True
    front = np.flatnonzero(reached)
    while len(front):
        found = np.zeros_like(reached)
        found[steps[np.unique(row_of[front])]] = True
        front = np.flatnonzero(found & ~reached)
        reached |= found
    return np.flatnonzero(reached)
