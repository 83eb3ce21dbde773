"""Recognises what a person calls by its name, also when it is misspelt."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from rapidfuzz import fuzz

_ALIKE = 77  # "champini" is 82 % "champigny"; "bureau" is 46 % "bonjour"
_ALIKE_SHORT = 88  # in a name of up to four letters one slip changes the word
_CLEARLY = 8  # a second name this close makes it a guess


def plain(text: str) -> str:
    """Fold case, accents and punctuation: `L'Échafaudage !` → `l echafaudage`."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(re.findall(r"\w+", letters))


def match_whole(text: str, names: Sequence[str]) -> int | None:
    """Return the index of the name that the whole text is, or None when none or more than one fits."""
    return _best([fuzz.ratio(plain(text), plain(name)) for name in names], names)


def match_within(text: str, names: Sequence[str]) -> int | None:
    """Return the index of the name that stands somewhere in the text, or None when none or more than one does."""
    return _best([_within(plain(text).split(), plain(name)) for name in names], names)


def _within(words: list[str], name: str) -> float:
    """Score the run of words that is most like the name."""
    length = max(len(name.split()), 1)
    runs = (" ".join(words[start : start + length]) for start in range(max(len(words) - length, 0) + 1))
    return max((fuzz.ratio(run, name) for run in runs), default=0.0)


def _best(scores: list[float], names: Sequence[str]) -> int | None:
    ranked = sorted(range(len(scores)), key=lambda index: -scores[index])
    if not ranked:
        return None
    best = ranked[0]
    needed = _ALIKE if len(plain(names[best])) > 4 else _ALIKE_SHORT  # noqa: PLR2004 - see _ALIKE_SHORT
    if scores[best] < needed:
        return None
    if len(ranked) > 1 and scores[best] - scores[ranked[1]] < _CLEARLY:
        return None
    return best
