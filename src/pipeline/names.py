"""Recognises what a person calls by its name, also when it is misspelt."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from rapidfuzz import fuzz

from services.language import is_common

_ALIKE = 80  # "champini" is 82 % "champigny", "champagne" 78 %; "bureau" is 46 % "bonjour"
_ALIKE_SHORT = 88  # in a name of up to four letters one slip changes the word
_CLEARLY = 8  # a second name this close makes it a guess

_ELIDED = re.compile(r"\b[^\W\d_]['’]|['’][^\W\d_]\b")
_WORD = re.compile(r"\d+|[^\W\d_]+")
_MARK = re.compile(r"\d+|\w|[ivx]+")
"""A word that tells two names apart by itself: "Lot 4", "Bâtiment C", "Phase II"."""


def plain(text: str) -> str:
    """Fold case, accents, elisions and punctuation; part numbers from letters: `L'Entrepôt 2b !` → `entrepot 2 b`."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(_WORD.findall(_ELIDED.sub(" ", letters)))


def match_exact(text: str, names: Sequence[str]) -> int | None:
    """Return the index of the name that the text is, spelt right, or None when none or more than one is."""
    said = plain(text)
    return _only([index for index, name in enumerate(names) if said and plain(name) == said])


def match_whole(text: str, names: Sequence[str]) -> int | None:
    """Return the index of the name that the whole text is, or None when none or more than one fits."""
    exact = match_exact(text, names)
    return _best([_alike(plain(text), plain(name)) for name in names], names) if exact is None else exact


def match_within(text: str, names: Sequence[str]) -> int | None:
    """Return the index of the name that stands somewhere in the text, or None when none or more than one does.

    Of a name and a longer one that holds it, the longer one is meant.
    """
    said, forms = plain(text), [plain(name) for name in names]
    exact = [index for index, form in enumerate(forms) if form and _holds(said, form)]
    longest = [index for index in exact if not any(_is_part(forms[index], forms[other]) for other in exact)]
    return _only(longest) if exact else _best([_within(said.split(), form) for form in forms], names)


def _only(found: list[int]) -> int | None:
    return found[0] if len(found) == 1 else None


def _holds(text: str, name: str) -> bool:
    return f" {name} " in f" {text} "


def _is_part(name: str, other: str) -> bool:
    return name != other and _holds(other, name)


def _within(words: list[str], name: str) -> float:
    """Score the run of words that is most like the name."""
    length = max(len(name.split()), 1)
    runs = (" ".join(words[start : start + length]) for start in range(max(len(words) - length, 0) + 1))
    return max((_alike(run, name) for run in runs), default=0.0)


def _alike(said: str, name: str) -> float:
    """Score two plain texts; 0 when a number or a letter tells them apart, or when everybody says those words."""
    if not said or not name or _marks(said) != _marks(name) or all(map(is_common, said.split())):
        return 0.0
    return fuzz.ratio(said, name)


def _marks(plain_text: str) -> list[str]:
    return [word for word in plain_text.split() if _MARK.fullmatch(word)]


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
