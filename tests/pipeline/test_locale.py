from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po

from languages import LANGUAGES
from pipeline.answer import Sentence, say, say_count
from pipeline.locale import translate
from pipeline.screens import MENU

SRC = Path(__file__).parents[2] / "src"
ROOM = {"title": 24, "list_button": 20, "label": 20}
"""Characters that WhatsApp shows of `Choice(title=say(…))`, `list_button=say(…)` and of a report's buttons."""

TIGHT = {"Choose": 20} | {str(choice.title.msgid): 20 for choice in MENU if isinstance(choice.title, Sentence)}
"""The label of every list without its own, and the menu's titles, which stand in answers of few buttons as well."""

FRENCH_MENU = {
    "view_sites": "Voir mes chantiers",
    "view_tasks": "Voir mes tâches",
    "view_documents": "Voir mes documents",
    "report_incident": "Signaler un incident",
    "update_progress": "Mettre à jour",
    "talk_team": "Parler à l'équipe",
}

SPOKEN = {
    "fr greeting": ("fr", say("Hello {name}!", name="Marie"), "Bonjour Marie !"),
    "fr question": ("fr", say("What would you like to do?"), "Que voulez-vous faire ?"),
    "a sentence within": ("de", say("{status}, {progress}%", status=say("done"), progress=100), "erledigt, 100 %"),
    "ar name": ("ar", say("Hello {name}!", name="Marie"), "مرحبًا \u2068Marie\u2069!"),
    "pl one": ("pl", say_count("{count} photo", "{count} photos", 1), "1 zdjęcie"),
    "pl few": ("pl", say_count("{count} photo", "{count} photos", 3), "3 zdjęcia"),
    "pl many": ("pl", say_count("{count} photo", "{count} photos", 12), "12 zdjęć"),
    "pl few again": ("pl", say_count("{count} photo", "{count} photos", 22), "22 zdjęcia"),
    "ro many": ("ro", say_count("{count} photo", "{count} photos", 20), "20 de poze"),
    "ar one": ("ar", say_count("{count} photo", "{count} photos", 1), "صورة واحدة"),
    "ar two": ("ar", say_count("{count} photo", "{count} photos", 2), "صورتان"),
    "ar few": ("ar", say_count("{count} photo", "{count} photos", 3), "3 صور"),
    "ar many": ("ar", say_count("{count} photo", "{count} photos", 11), "11 صورة"),
    "fr none": ("fr", say_count("{count} photo", "{count} photos", 0), "0 photo"),
    "ar percent": (
        "ar",
        say("{status}, {progress}%", status=say("in progress"), progress=80),
        "قيد التنفيذ، 80 بالمئة",
    ),
    "several": ("ar", say("a {list}", list=("x", say("done"))), "a \u2068x\u2069، منتهية"),
    "a sentence without a translation": ("fr", say("Never written."), "Never written."),
}


def calls() -> Iterator[tuple[str, ast.Call]]:
    for path in sorted((SRC / "pipeline").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        yield from ((path.relative_to(SRC).as_posix(), node) for node in ast.walk(tree) if isinstance(node, ast.Call))


def is_say(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in {"say", "say_count"}


def given(call: ast.Call) -> set[str | None]:
    counted = ast.unparse(call.func).endswith("say_count")
    return {"count"} if counted else {keyword.arg for keyword in call.keywords}


def literal(call: ast.AST) -> str | None:
    first = call.args[0] if isinstance(call, ast.Call) and call.args else None
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@cache
def said() -> dict[str, set[str]]:
    """Map each sentence of the code to the files that say it."""
    found = defaultdict[str, set[str]](set)
    for file, call in calls():
        if is_say(call) and (sentence := literal(call)) is not None:
            found[sentence].add(file)
    return dict(found)


@cache
def labels() -> dict[str, int]:
    """Map each sentence that stands on something to tap to the characters it may have."""
    tapped = [(k.arg or "", k.value) for _file, call in calls() for k in call.keywords if is_say(k.value)]
    return {literal(title) or "": ROOM[name] for name, title in tapped if name in ROOM} | TIGHT


@cache
def catalogue(language: str) -> dict[str, tuple[tuple[str, ...], set[str]]]:
    """Map each msgid to its forms and to the files that the catalogue says it stands in; fuzzy ones do not count."""
    with (SRC / "pipeline" / "locale" / f"{language}.po").open("rb") as file:
        messages = read_po(file, locale=language, abort_invalid=True)
    return {
        key(message.id): (forms(message.string), {path for path, _line in message.locations})
        for message in messages
        if message.id and all(forms(message.string)) and not message.fuzzy
    }


def key(msgid: str | Sequence[str]) -> str:
    return msgid if isinstance(msgid, str) else msgid[0]


def forms(words: str | Sequence[str] | None) -> tuple[str, ...]:
    return (words or "",) if words is None or isinstance(words, str) else tuple(words)


def test_every_sentence_stands_literally_in_the_code() -> None:
    hidden = [f"{file}:{call.lineno}" for file, call in calls() if is_say(call) and literal(call) is None]

    assert not hidden
    assert said()


def test_every_sentence_is_given_its_places() -> None:
    wrong = [
        f"{file}:{call.lineno}" for file, call in calls() if is_say(call) and places(literal(call) or "") != given(call)
    ]

    assert not wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_translated(language: str) -> None:
    assert not said().keys() - catalogue(language).keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_left_over(language: str) -> None:
    assert not catalogue(language).keys() - said().keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_says_which_files_use_it(language: str) -> None:
    elsewhere = {msgid for msgid, (_words, files) in catalogue(language).items() if files != said().get(msgid)}

    assert not elsewhere


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_the_places(language: str) -> None:
    wrong = {
        msgid
        for msgid, (told, _files) in catalogue(language).items()
        if any(places(words) != places(msgid) for words in told if len(told) == 1 or places(words))
    }

    assert not wrong, "a form of a plural may say its number in words"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_label_is_short_enough_to_be_shown_whole(language: str) -> None:
    shown = {msgid: translate(say(msgid), language) for msgid in labels()}

    assert not {words for msgid, words in shown.items() if len(words) > labels()[msgid]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_menu_offers_different_things(language: str) -> None:
    titles = {translate(choice.title, language).casefold() for choice in MENU if not isinstance(choice.title, str)}

    assert len(titles) == len(MENU)


def test_the_french_menu_is_as_agreed() -> None:
    shown = {choice.id: translate(choice.title, "fr") for choice in MENU if not isinstance(choice.title, str)}

    assert shown == FRENCH_MENU


def test_english_is_what_the_code_says() -> None:
    assert {msgid: told[0] for msgid, (told, _files) in catalogue("en").items()} == {msgid: msgid for msgid in said()}


@pytest.mark.parametrize(("language", "sentence", "words"), SPOKEN.values(), ids=SPOKEN)
def test_says_a_sentence(language: str, sentence: Sentence, words: str) -> None:
    assert words == translate(sentence, language)
