from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

_URL = re.compile(r"(?:https?://|www\.)\S+")
_ELONGATED = re.compile(r"(.)\1{2,}")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_WORD = re.compile(r"[^\W_]+|[?%]")
_SAME_LETTER = str.maketrans({
    "\N{ARABIC LETTER ALEF MAKSURA}": "\N{ARABIC LETTER YEH}",
    "\N{ARABIC LETTER TEH MARBUTA}": "\N{ARABIC LETTER HEH}",
    "\N{ARABIC TATWEEL}": "",
    "ł": "l",
    "œ": "oe",
})  # fmt: skip
_GRAM_SIZES = range(3, 6)

WORD, PAIR, GRAM = "w", "p", "g"
"""The families of features. A family weighs the same in every vector, however many features it has there."""


def words_of(text: str) -> list[str]:
    """Cut `text` into words as people mean them: no case, accent, emoji or address; a number is `0`.

    "C'est FINIIII à 50 % 👍" becomes `c est fini a 0 %`. Arabic letters that people confuse become one.
    """
    folded = _URL.sub(" ", text).casefold().translate(_SAME_LETTER)
    bare = "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))
    return _WORD.findall(_NUMBER.sub("0", _ELONGATED.sub(r"\1", bare)))


def features(text: str) -> dict[str, list[str]]:
    """Words, pairs of neighbours (with the ends of the text) and pieces of words: by family, each once, in order."""
    words = words_of(text)
    pairs = zip(["^", *words], [*words, "$"], strict=True)
    return {
        WORD: _unique(WORD + word for word in words),
        PAIR: _unique(f"{PAIR}{left} {right}" for left, right in pairs),
        GRAM: _unique(GRAM + gram for word in words for gram in _grams(f" {word} ")),
    }


def _grams(padded: str) -> Iterator[str]:
    for size in _GRAM_SIZES:
        for start in range(len(padded) - size + 1):
            yield padded[start : start + size]


def _unique(names: Iterable[str]) -> list[str]:
    # No set: its order changes from run to run, and with it the last digits of every sum.
    return list(dict.fromkeys(names))
