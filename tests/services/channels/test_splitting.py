from __future__ import annotations

import pytest
import regex
from hypothesis import example, given
from hypothesis import strategies as st

from services.channels.splitting import cut, split

FAMILY = "👨‍👩‍👧‍👦"
FLAG = "🇫🇷"
URL = "https://exemple.fr/plan"

WORDS = st.one_of(
    st.sampled_from(
        [FAMILY, FLAG, "👍🏽", "e\u0301", "a\u0308\u0323", "مُحَمَّد", "الموقع", "नमस्ते", "1️⃣", "mot", "fin.", "quoi ?", URL]
    ),
    st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=12),
)
TEXTS = st.lists(st.tuples(WORDS, st.sampled_from(["", "", " ", "  ", "\n", "\n\n", "\r\n", "\xa0"]))).map(
    lambda pairs: "".join(word + gap for word, gap in pairs)
)
LIMITS = st.integers(1, 40)


def graphemes(*texts: str) -> list[str]:
    return [cluster for text in texts for cluster in regex.findall(r"\X", text) if not cluster.isspace()]


def characters(*texts: str) -> str:
    return "".join("".join(texts).split())


CUTS = {
    "fits": ("Villa Rose", 10, "Villa Rose"),
    "at a word": ("Résidence des Jardins de Versailles", 24, "Résidence des Jardins…"),
    "right at the end of a word": ("Villa Rose Sud", 11, "Villa Rose…"),
    "inside a long word, when the word before is far": ("Le Donaudampfschifffahrtshaus", 16, "Le Donaudampfsc…"),
    "a hard space holds its words together": ("Bâtiment 12\xa0500\xa0m²", 15, "Bâtiment…"),
    "not inside a family": (FAMILY * 2, 13, FAMILY + "…"),
    "not inside a flag": ("abc" + FLAG * 2, 6, "abc" + FLAG + "…"),
    "not before an accent": ("abce\u0301f", 5, "abc…"),
    "not inside a URL": (f"Plan {URL}/etage/2", 24, "Plan…"),
    "before a URL that follows at once": (f"Plan:{URL}/etage/2", 24, "Plan:…"),
    "a URL that is whole stays": (f"{URL} est le plan", 27, f"{URL}…"),
    "a URL alone has no better place": ("https://exemple.fr/plan", 12, "https://exe…"),
    "Arabic": ("موقع بناء الرياض الشمالي", 18, "موقع بناء الرياض…"),
    "only the mark": ("abc", 1, "…"),
    "no room": ("abc", 0, ""),
    "a single grapheme that is too long": (FAMILY, 5, "…"),
}


@pytest.mark.parametrize(("text", "limit", "expected"), CUTS.values(), ids=CUTS)
def test_cut(text: str, limit: int, expected: str) -> None:
    assert expected == cut(text, limit)


SPLITS: dict[str, tuple[str, int, list[str]]] = {
    "blank": (" \n ", 10, []),
    "fits": ("un deux", 7, ["un deux"]),
    "outer space is lost": ("  un  ", 2, ["un"]),
    "paragraph before line": ("aaa bbb\n\nccc\nddd eee", 14, ["aaa bbb", "ccc\nddd eee"]),
    "line before sentence": ("aaa bbb\nccc. ddd eee", 14, ["aaa bbb", "ccc. ddd eee"]),
    "sentence before word": ("aaa bbb. ccc ddd eee", 14, ["aaa bbb.", "ccc ddd eee"]),
    "Arabic question": ("أين أنت؟ أنا هنا الآن", 14, ["أين أنت؟", "أنا هنا الآن"]),
    "a number is no sentence": ("aaa bbb 12. ccc ddd", 16, ["aaa bbb 12. ccc", "ddd"]),
    "word before grapheme": ("aaa bbb ccc", 10, ["aaa bbb", "ccc"]),
    "a better place that is near the start is passed over": ("a\n\nbbb ccc ddd", 11, ["a\n\nbbb ccc", "ddd"]),
    "graphemes": (FAMILY * 3, 20, [FAMILY * 2, FAMILY]),
    "flags": (FLAG * 3, 5, [FLAG * 2, FLAG]),
    "accents": ("e\u0301e\u0301", 3, ["e\u0301", "e\u0301"]),
    "an accent on a space": ("aa \u0301bb", 3, ["aa", " \u0301b", "b"]),
    "hard space": ("aaa 12\xa0500", 8, ["aaa", "12\xa0500"]),
    "URL after a word": (f"Plan : {URL}", 25, ["Plan :", URL]),
    "URL after no space": (f"Plan:{URL}", 25, ["Plan:", URL]),
    "URL that is longer than the limit": ("a https://exemple.fr", 10, ["a", "https://ex", "emple.fr"]),
    "a single grapheme that is too long is torn": ("e\u0301\u0323\u0308", 2, ["e\u0301", "\u0323\u0308"]),
}


@pytest.mark.parametrize(("text", "limit", "expected"), SPLITS.values(), ids=SPLITS)
def test_split(text: str, limit: int, expected: list[str]) -> None:
    assert expected == split(text, limit)


@given(st.text() | TEXTS, LIMITS)
@example(" " * 100 + "x", 10)
@example("a \xa0 b" * 9, 2)
def test_a_cut_keeps_the_limit_and_begins_as_the_text(text: str, limit: int) -> None:
    short = cut(text, limit)

    assert len(short) <= limit
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))


@given(TEXTS, LIMITS)
def test_a_cut_tears_no_grapheme(text: str, limit: int) -> None:
    short = cut(text, limit)
    kept = graphemes(short if short == text else short[:-1])

    assert kept == graphemes(text)[: len(kept)]


@given(st.text() | TEXTS, LIMITS)
@example("a \u0301" * 9, 4)
def test_pieces_keep_the_limit_and_lose_only_space(text: str, limit: int) -> None:
    pieces = split(text, limit)

    assert all(piece.strip() and len(piece) <= limit for piece in pieces)
    assert characters(text) == characters(*pieces)


@given(TEXTS, st.integers(24, 60))
def test_pieces_tear_no_grapheme(text: str, limit: int) -> None:
    assert graphemes(text) == graphemes(*split(text, limit))


@given(st.lists(st.sampled_from([URL, "mot", "long" * 9, "(", "fin.\n", FAMILY])), st.integers(len(URL), 60))
def test_a_url_that_fits_is_in_one_piece(words: list[str], limit: int) -> None:
    pieces = split(" ".join(words), limit)

    assert words.count(URL) == sum(piece.count(URL) for piece in pieces)


def test_a_very_long_text_without_borders() -> None:
    assert [FAMILY * 100] * 100 == split(FAMILY * 10_000, 700)
