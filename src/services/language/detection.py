from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from languages import LANGUAGES
from services.language.common_words import is_common, languages_of

if TYPE_CHECKING:
    from services.language.statistics import LetterStatistics

_CLEAR = 0.8
"""From this confidence on, the text alone says its language."""

# Weights of the evidence, in nats. A common word outweighs what is expected; what is expected outweighs the
# statistics of a single word, which are little better than a guess ("Garage", "Champigny").
_WORD_WEIGHT = 4.0
_EXPECTED_WEIGHT = 2.0
_WORDS_FOR_STATISTICS = 3
_RAREST = 0.005
_LATIN_ARABIC = 0.05  # the statistics know Arabic in its own letters only

_NO_WORDS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+|\w*[^\W_]_+[^\W_]\w*")
"""Addresses, and what underscores join: ids."""

_WORD = re.compile(r"[^\W_]+")
_ARABIC = re.compile(r"[\u0600-\u06ff]")

_ARABIC_IN_LATIN = re.compile(r"(?=.*[a-z]{2})[a-z379]*[379][a-z][a-z379]*")
_MEASURE = re.compile(r"\d+(?:e|er|re|eme|ieme|nd|rd|th|st|ro|cm|mm|km|kg|ml|min|mn|pm|am|eur|euros?|hs|jours?|pers)")
"""Arabic in Latin letters writes three of its own as digits ("3tini", "l7it"); "3eme" and "7cm" are no words."""

_GREETINGS = frozenset(
    ("hello", "hola", "hallo", "moin", "bonjour", "bonsoir", "buongiorno", "buonasera", "czesc", "witam", "salutare")
)
"""Words that nobody says in another language; "ciao" and "salut" travel."""


@dataclass(frozen=True, slots=True)
class Guess:
    """A language with its confidence (0..1); `clear` says that the text alone is enough to believe it."""

    language: str
    confidence: float
    clear: bool


def detect(text: str, *, expected: Sequence[str] = ()) -> Guess:
    """Tell the language of `text`; what is expected (best first) decides when the text says little.

    Ids, numbers, emoji and addresses carry no language: confidence 0, and the language is the expected one.
    A single word in Latin letters is never clear against the first expectation, because words travel ("stop", "site"),
    unless it greets in one language alone. Letters that are neither Latin nor Arabic say nothing.
    """
    if _ARABIC.search(text):
        return Guess("ar", 1.0, clear=True)
    hoped = [language for language in expected if language in LANGUAGES]
    words = _words(text)
    if not words:
        return Guess(hoped[0] if hoped else LANGUAGES[0], 0.0, clear=False)
    evidence = _evidence(words)
    alone = _confidences(evidence)
    for rank, language in enumerate(hoped, start=1):
        evidence[language] += _EXPECTED_WEIGHT / (len(words) * rank)
    together = _confidences(evidence)
    best = max(LANGUAGES, key=together.__getitem__)
    against = len(words) == 1 and hoped[:1] not in ([], [best]) and words[0] not in _GREETINGS
    return Guess(best, together[best], clear=alone[best] >= _CLEAR and not against)


def load() -> None:
    """Read the statistics now (0.6 s and 100 MB, of which 6 MB stay) instead of at the first text."""
    _statistics()


@cache
def _statistics() -> LetterStatistics:
    from services.language.statistics import read_statistics  # numpy: 14 MB that the door never needs

    return read_statistics(LANGUAGES)


def _words(text: str) -> list[str]:
    """Return what can carry a language; a word with a digit is an id, unless it is Arabic in Latin letters."""
    words = _WORD.findall(_NO_WORDS.sub(" ", text.casefold()))
    return [word for word in words if word.isalpha() or is_common(word) or _is_arabic_in_latin(word)]


def _is_arabic_in_latin(word: str) -> bool:
    return bool(_ARABIC_IN_LATIN.fullmatch(word) and not _MEASURE.fullmatch(word))


def _evidence(words: Sequence[str]) -> dict[str, float]:
    """Add up, by language and in nats, what common words and statistics of letters say."""
    trust = min(1.0, len(words) / _WORDS_FOR_STATISTICS)
    statistics = _statistics().probabilities(" ".join(words)) | {"ar": _LATIN_ARABIC}
    evidence = {language: trust * math.log(max(statistics[language], _RAREST)) for language in LANGUAGES}
    for word in words:
        for language in languages_of(word) or (["ar"] if _is_arabic_in_latin(word) else []):
            evidence[language] += _WORD_WEIGHT
    return evidence


def _confidences(evidence: Mapping[str, float]) -> dict[str, float]:
    top = max(evidence.values())
    powers = {language: math.exp(nats - top) for language, nats in evidence.items()}
    total = sum(powers.values())
    return {language: power / total for language, power in powers.items()}
