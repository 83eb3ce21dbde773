from __future__ import annotations

import pytest

from languages import named_language

NAMED = {
    "fr": ("parle-moi en anglais", "en"),
    "a feminine": ("la langue polonaise", "pl"),
    "es": ("háblame en castellano", "es"),
    "pt": ("fala português", "pt"),
    "de": ("sprich bitte Rumänisch", "ro"),
    "ro": ("vorbește italienește", "it"),
    "pl": ("mów po hiszpańsku", "es"),
    "pl without accents": ("mow po wlosku", "it"),
    "ar with its article": ("العربية من فضلك", "ar"),
    "ar with a preposition glued to it": ("تكلم معي بالفرنسية", "fr"),
    "ar colloquially": ("احكي بالعربي", "ar"),
    "ar with an article before hamza": ("اللغة الألمانية", "de"),
    "two at once": ("français et anglais", None),
    "none": ("autre langue", None),
}


@pytest.mark.parametrize(("text", "language"), NAMED.values(), ids=NAMED)
def test_hears_the_language_that_is_named(text: str, language: str | None) -> None:
    assert named_language(text) == language
