"""The bot's sentences in its languages: one gettext catalogue per language, read from its .po file at start."""

from __future__ import annotations

import io
from functools import cache
from gettext import GNUTranslations
from importlib.resources import files
from typing import cast

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from pipeline.answer import Sentence

_FIRST_STRONG_ISOLATE, _POP = "\u2068", "\u2069"
_RIGHT_TO_LEFT = frozenset({"ar"})
_COMMAS = {"ar": "، "}


def translate(sentence: Sentence, language: str) -> str:
    """Say a sentence in a language, with its places filled in; what a catalogue lacks is said in English."""
    words = _words(sentence, _catalogue(language))
    places = {name: _place(value, language) for name, value in sentence.params.items()}
    return words.format_map(places)


def _words(sentence: Sentence, catalogue: GNUTranslations) -> str:
    if sentence.plural is None:
        return catalogue.gettext(sentence.msgid)
    return catalogue.ngettext(sentence.msgid, sentence.plural, sentence.params["count"])


def _place(value: object, language: str) -> str:
    """Fill in a place. In an Arabic sentence a name in Latin letters is isolated, or it would turn the line over."""
    if isinstance(value, Sentence):
        return translate(value, language)
    if isinstance(value, tuple):
        items = cast("tuple[object, ...]", value)
        return _COMMAS.get(language, ", ").join(_place(item, language) for item in items)
    if isinstance(value, int):
        return str(value)
    text = str(value)
    return f"{_FIRST_STRONG_ISOLATE}{text}{_POP}" if language in _RIGHT_TO_LEFT else text


@cache
def _catalogue(language: str) -> GNUTranslations:
    """Compile a .po file in memory: no build step, and what is shipped is what translators read."""
    source = files("pipeline.locale").joinpath(f"{language}.po").read_bytes()
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(source), locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)
