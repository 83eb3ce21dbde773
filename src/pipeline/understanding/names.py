"""Recognises what a person calls by its name, also when it is misspelt."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from rapidfuzz import fuzz

from services.language import is_common

_INFLECTED = 95.0
"""How alike a name is to itself in another case: better than misspelt, worse than to the letter."""
_ALIKE = 80  # "champini" is 82 % "champigny", "champagne" 78 %; "bureau" is 46 % "bonjour"
_ALIKE_SHORT = 88  # in a name of up to four letters one slip changes the word
_SHORT = 4
_CLEARLY = 8  # a second name this close makes it a guess

_ENDINGS = re.compile(r"(?:iem|owi|ach|ami|ului|ul|ei|ii|em|ie|ze|om|ow|le|en|es|[aeiouysnx])$")
"""What names take on in another case or number, without accents: of Polish, Romanian, German, Spanish, French."""
_GLUED = re.compile(r"^(?:[وفبلك]?ال|لل|[وفبلك])(?=.{3})")
"""What Arabic writes together with the word behind it: and, so, in, to, like, the."""
_STEM = 4

_LETTERS = str.maketrans({"ł": "l", "œ": "oe", "æ": "ae", "ø": "o", "đ": "d"})
"""What people type without a stroke, and what no normal form takes apart."""

_ELIDED = re.compile(r"\b[^\W\d_]['’]|['’][^\W\d_]\b")
_WORD = re.compile(r"\d+|[^\W\d_]+")
_MARK = re.compile(r"\d+|\w|[ivx]+")
"""A word that tells two names apart by itself: "Lot 4", "Bâtiment C", "Phase II"."""


def plain(text: str) -> str:
    """Fold case, accents, elisions and punctuation; part numbers from letters: `L'Entrepôt 2b !` → `entrepot 2 b`."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
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
    return max(fuzz.ratio(said, name), _INFLECTED if _is_inflected(said, name) else 0.0)


def _is_inflected(said: str, name: str) -> bool:
    """Say whether two plain texts are the same word by word, whatever their endings: `garazu` is `garaz`."""
    pairs = list(zip(said.split(), name.split(), strict=False))
    same_length = len(said.split()) == len(name.split())
    return same_length and all(one == other or _stems(one) & _stems(other) for one, other in pairs)


def _stems(word: str) -> set[str]:
    """Return the word, and what it may be without its ending or what is glued to its beginning."""
    cut = {_ENDINGS.sub("", word), _GLUED.sub("", word)}
    return {stem for stem in {word, *cut} if len(stem) >= _STEM}


def _marks(plain_text: str) -> list[str]:
    return [word for word in plain_text.split() if _MARK.fullmatch(word)]


def _best(scores: list[float], names: Sequence[str]) -> int | None:
    best = closest(scores, least=_ALIKE, clearly=_CLEARLY)
    if best is None or (len(plain(names[best])) <= _SHORT and scores[best] < _ALIKE_SHORT):
        return None
    return best


def closest(scores: Sequence[float], *, least: float, clearly: float) -> int | None:
    """Return the index of the best score, or None when it is less than `least`, or another comes close."""
    ranked = sorted(range(len(scores)), key=lambda index: -scores[index])
    if not ranked or scores[ranked[0]] < least:
        return None
    second = scores[ranked[1]] if len(ranked) > 1 else 0.0
    return ranked[0] if scores[ranked[0]] - second >= clearly else None


def same_word(said: str, word: str) -> bool:
    """Say whether two plain words are one, whatever their ending, or misspelt."""
    return _is_inflected(said, word) or (len(word) > _SHORT and fuzz.ratio(said, word) >= _ALIKE_SHORT)
