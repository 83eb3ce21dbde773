from __future__ import annotations

import re

import numpy as np
import pytest
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from languages import LANGUAGES
from pipeline.intents.examples import load_examples
from services.language import Guess, detect
from services.language.automaton import Automaton
from services.language.statistics import read_statistics

SENTENCES = {
    "fr": ["Bonjour", "Bonjour, j'ai besoin d'aide", "c'est qui ?", "je cherche du travail", "il y a une fuite"],
    "en": ["Hello", "hi", "Good morning", "Hello, I need help", "who is this?", "there is a leak on site", "thanks"],
    "es": ["hola", "Buenos días", "Hola, necesito ayuda", "¿quién es?", "hay una fuga de agua", "gracias"],
    "pt": ["olá", "oi", "Bom dia", "Olá, preciso de ajuda", "quem é você?", "há uma fuga de água", "obrigado"],
    "de": ["Hallo", "Guten Morgen", "Hallo, ich brauche Hilfe", "wer ist da?", "es gibt ein Wasserleck", "danke"],
    "it": ["ciao", "Buongiorno", "Ciao, ho bisogno di aiuto", "c'è una perdita d'acqua", "grazie"],
    "ro": ["Bună dimineața", "buna ziua", "Bună ziua, am nevoie de ajutor", "cine ești?", "multumesc"],
    "pl": ["cześć", "Dzień dobry", "dzien dobry", "Dzień dobry, potrzebuję pomocy", "dziękuję"],
    "ar": ["مرحبا", "السلام عليكم", "مرحبا، أحتاج مساعدة", "salam", "choukran", "salam khoya, bghit les plans"],
}  # fmt: skip

CASES = [(language, text) for language, texts in SENTENCES.items() for text in texts]

SAY_NOTHING = [
    "12345",
    "👍",
    "https://example.org/bonjour",
    "550e8400-e29b-41d4-a716-446655440000",
    "?!",
    "",
    "view_sites_now",
    "my_site",
]


@pytest.mark.parametrize(("language", "text"), CASES)
def test_a_short_sentence_says_its_language(language: str, text: str) -> None:
    guess = detect(text)
    assert language == guess.language
    assert guess.clear
    assert guess.confidence >= 0.8


@pytest.mark.parametrize("expected", ["fr", "pl"])
@pytest.mark.parametrize(("language", "text"), CASES)
def test_a_clear_text_outweighs_what_was_expected(language: str, text: str, expected: str) -> None:
    assert language == detect(text, expected=(expected,)).language


@pytest.mark.parametrize("text", SAY_NOTHING)
def test_what_has_no_words_has_no_language(text: str) -> None:
    assert Guess("pl", 0.0, clear=False) == detect(text, expected=("pl", "en"))
    assert Guess(LANGUAGES[0], 0.0, clear=False) == detect(text)


@pytest.mark.parametrize("text", ["ok", "Champigny", "Garage", "stop", "Bureau", "привет", "你好"])
def test_what_is_expected_decides_when_the_text_says_little(text: str) -> None:
    guess = detect(text, expected=("es",))
    assert "es" == guess.language
    assert not guess.clear


@pytest.mark.parametrize("text", ["site", "Sites", "stop", "thanks", "ciao", "Site 25"])
def test_a_single_word_says_nothing_against_the_persons_own_language(text: str) -> None:
    assert not detect(text, expected=("fr",)).clear


@pytest.mark.parametrize("text", ["Bonjour", "merci", "oui"])
def test_a_single_word_speaks_for_the_persons_own_language(text: str) -> None:
    assert detect(text, expected=("fr",)).clear


@pytest.mark.parametrize("text", ["La dalle", "la dalle", "dalle"])
def test_the_slab_of_a_french_site_is_not_italian(text: str) -> None:
    assert "fr" == detect(text, expected=("fr",)).language


@pytest.mark.parametrize("expected", ["fr", "ro"])
def test_a_word_of_two_languages_is_what_is_expected(expected: str) -> None:
    assert expected == detect("salut", expected=(expected,)).language


def test_underscores_around_a_word_are_only_italics() -> None:
    assert detect("_bonjour_").clear


def test_an_unknown_expectation_is_ignored() -> None:
    assert Guess("en", 0.0, clear=False) == detect("42", expected=("ja", "en"))


def test_any_other_byte_parts_what_stands_around_it() -> None:
    # State 1: after an "a"; state 2: after "ab", the only n-gram. It goes on as from the start.
    steps, ends = np.array([[1, 0], [1, 2]], np.uint16), np.array([-1, -1, 0], np.int32)
    automaton = Automaton.of(b"ab", row=np.array([0, 1, 0]), steps=steps, ends=ends)
    assert [0, 0] == automaton.ngrams(b"abbaab")
    assert [] == automaton.ngrams(b"a?b")


def test_the_statistics_of_latin_letters_are_those_of_the_whole_model() -> None:
    whole = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    whole.set_languages(LANGUAGES)
    pruned = read_statistics(LANGUAGES)
    texts = _in_latin_letters()
    assert len(texts) > 4000
    assert {} == {
        text: (expected, seen)
        for text in texts
        if (seen := pruned.probabilities(text)) != (expected := pytest.approx(dict(whole.rank(text)), abs=1e-6))
    }


def _in_latin_letters() -> list[str]:
    """Return the words of every example sentence that has no Arabic letter, and of every sentence above."""
    examples = [text for intents in load_examples().values() for texts in intents.values() for text in texts]
    words = [re.findall(r"[^\W_]+", text.casefold()) for text in [*examples, *(text for _, text in CASES)]]
    return [text for text in map(" ".join, words) if not re.search(r"[\u0600-\u06ff]", text)]
