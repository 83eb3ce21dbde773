"""Texts of which it is known what they ask for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson

from pipeline.intents.examples import load_examples
from services.classifier import Examples


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text, the intent that it has, and its language, if that is known."""

    text: str
    intent: str
    language: str


def labelled_examples() -> list[Labelled]:
    """Return every example sentence of the bot."""
    return [
        Labelled(text, intent, language)
        for language, intents in load_examples().items()
        for intent, texts in intents.items()
        for text in texts
    ]


def read_labelled(file: Path) -> list[Labelled]:
    """Read a file of JSON lines, each with `text`, `intent` and maybe `language`."""
    rows = map(orjson.loads, file.read_text(encoding="utf-8").splitlines())
    return [Labelled(row["text"], row["intent"], row.get("language", "?")) for row in rows]


def split(rows: Sequence[Labelled], fold: int, folds: int) -> tuple[list[Labelled], list[Labelled]]:
    """Return what is taught and what is asked in this fold: every so many-th sentence of a file is asked."""
    asked = [place % folds == fold for place in range(len(rows))]
    return (
        [row for row, is_asked in zip(rows, asked, strict=True) if not is_asked],
        [row for row, is_asked in zip(rows, asked, strict=True) if is_asked],
    )


def as_examples(rows: Sequence[Labelled]) -> Examples:
    """Return the rows as the classifier reads its examples."""
    found: dict[str, dict[str, list[str]]] = {}
    for row in rows:
        found.setdefault(row.language, {}).setdefault(row.intent, []).append(row.text)
    return found
