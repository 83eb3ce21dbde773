"""What of a model's words reaches a person: clean, short, in their language, or nothing at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from languages import LANGUAGES
from pipeline.assistant.instructions import instructions
from pipeline.assistant.redaction import redacted, says_something
from services.channels.splitting import cut
from services.language import detect

_MORE = 8
"""So many times what may be said is looked at: much of it may be taken out, and a text without end costs time."""

_TELLING = 30
"""So many characters of a sentence in a row are no accident."""

_ENOUGH_WORDS = 6
"""Fewer words than these, names apart, do not tell their language for certain."""


def presentable(text: str, longest: int, *, known: Iterable[str], secrets: Iterable[str]) -> str:
    """Return the text without what nobody may be told, cut to `longest` characters; empty when nothing is left."""
    clean = redacted(text[: _MORE * longest], known=known, secrets=secrets)
    return cut(clean, longest) if says_something(clean) else ""


def repeats_instructions(text: str, name: str) -> bool:
    """Say whether a text recites what the model was told to do."""
    said = _folded(text)
    lines = (_folded(line) for line in instructions(name).splitlines())
    return any(line[:_TELLING] in said for line in lines if len(line) >= _TELLING)


def is_in(text: str, language: str, names: Sequence[str]) -> bool:
    """Say whether a text may be in `language`; names of sites and tasks are in whatever language they are."""
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, " ")
    guess = detect(text, expected=(language,))
    return len(text.split()) < _ENOUGH_WORDS or not guess.clear or guess.language == language


def language_name(language: str) -> str:
    """Return a language's name in English, as the instructions are."""
    return _NAMES[LANGUAGES.index(language)]


_NAMES = ("French", "English", "Spanish", "European Portuguese", "German", "Italian", "Romanian", "Polish", "Arabic")


def _folded(text: str) -> str:
    """Return the bare words: markup, spacing and capitals make no other text of them."""
    return " ".join(re.findall(r"\w+", text.casefold()))
