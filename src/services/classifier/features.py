from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from zlib import crc32

_URL = re.compile(r"(?:https?://|www\.)\S+")
_ELONGATED = re.compile(r"(.)\1{2,}")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_WORD = re.compile(r"[^\W_]+|[?%]")
_SAME_LETTER = str.maketrans({
    "\N{ARABIC LETTER ALEF MAKSURA}": "\N{ARABIC LETTER YEH}",
    "\N{ARABIC LETTER TEH MARBUTA}": "\N{ARABIC LETTER HEH}",
    "\N{ARABIC QUESTION MARK}": "?",
    "\N{ARABIC TATWEEL}": "",
    "ł": "l",
    "œ": "oe",
})  # fmt: skip
_GRAM_SIZES = (3, 4)
_COMMON_WORDS = 1024

_LONGEST = 1000
"""Characters that are read: what a longer message asks for stands at its beginning, and nobody waits for the rest."""


def words_of(text: str) -> list[str]:
    """Cut `text` into words as people mean them: no case, accent, emoji or address; a number is `0`.

    "C'est FINIIII à 50 % 👍" becomes `c est fini a 0 %`. Arabic letters that people confuse become one.
    """
    folded = _URL.sub(" ", text[:_LONGEST]).casefold().translate(_SAME_LETTER)
    bare = "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))
    return _WORD.findall(_NUMBER.sub("0", _ELONGATED.sub(r"\1", bare)))


def features(words: Sequence[str]) -> tuple[list[int], list[int], list[int]]:
    """Words, pairs of neighbours (with the ends of the text) and pieces of words: by family, each once, in order.

    A feature is its checksum, which tells a hundred thousand apart and needs no memory.
    """
    pairs = zip(["^", *words], [*words, "$"], strict=True)
    return (
        _unique(_checksum(f"w{word}") for word in words),
        _unique(_checksum(f"p{left} {right}") for left, right in pairs),
        _unique(gram for word in words for gram in _grams(word)),
    )


@lru_cache(_COMMON_WORDS)
def _grams(word: str) -> tuple[int, ...]:
    padded = f" {word} "
    pieces = (padded[at : at + size] for size in _GRAM_SIZES for at in range(len(padded) - size + 1))
    return tuple(_checksum(f"g{piece}") for piece in pieces)


def _checksum(feature: str) -> int:
    return crc32(feature.encode(errors="replace"))


def _unique(numbers: Iterable[int]) -> list[int]:
    # No set: its order changes from run to run, and with it the last digits of every sum.
    return list(dict.fromkeys(numbers))
