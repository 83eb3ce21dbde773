"""How well the classifier understands: on a file of labelled texts, else by cross-validation on its examples."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from benchmarks.intents.approaches import APPROACHES, Told
from benchmarks.intents.labelled import Labelled, as_examples, labelled_examples, read_labelled, split
from benchmarks.intents.scores import Answer, Scores
from services.classifier import IntentClassifier

FOLDS = 5
SHARES = (25, 50, 75, 100)
"""Per cent of the examples, for the learning curve."""

_COMPARED = 800
"""Texts on which approaches are compared: some take a twentieth of a second for one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What came out. Times: training in seconds, a text in milliseconds."""

    texts: str
    scores: Scores
    training: float
    curve: dict[int, float]
    approaches: dict[str, float]


def measure(file: Path | None = None) -> Measured:
    """Measure on the texts of `file`, or of each fifth of the examples by what the other four teach."""
    examples = labelled_examples()
    rounds = [(examples, read_labelled(file))] if file else [split(examples, fold, FOLDS) for fold in range(FOLDS)]
    taught, asked = rounds[0]
    sample = asked[:: max(len(asked) // _COMPARED, 1)]
    return Measured(
        texts=f"{sum(len(asked) for _, asked in rounds):,} texts of " + (file.name if file else f"{FOLDS} folds"),
        scores=Scores([answer for taught, asked in rounds for answer in _answers(taught, asked)]),
        training=_training_seconds(examples),
        curve={share: _accuracy(_part(taught, share), asked) for share in SHARES},
        approaches={name: _share_right(learn(taught), sample) for name, learn in APPROACHES.items()},
    )


def _answers(taught: Sequence[Labelled], asked: Sequence[Labelled]) -> list[Answer]:
    classifier = _trained(taught)
    found: list[Answer] = []
    for row in asked:
        began = time.perf_counter()
        answer = classifier.classify(row.text)
        elapsed = (time.perf_counter() - began) * 1000
        found.append(Answer(row, answer.intent, answer.confidence, elapsed))
    return found


def _trained(taught: Sequence[Labelled]) -> IntentClassifier:
    classifier = IntentClassifier(lambda: as_examples(taught))
    classifier.train()
    return classifier


def _training_seconds(taught: Sequence[Labelled]) -> float:
    began = time.process_time()
    _trained(taught)
    return time.process_time() - began


def _accuracy(taught: Sequence[Labelled], asked: Sequence[Labelled]) -> float:
    return Scores(_answers(taught, asked)).accuracy


def _part(taught: Sequence[Labelled], share: int) -> list[Labelled]:
    """Return this share of the examples, spread over all of them."""
    return [row for place, row in enumerate(taught) if place % 100 * 37 % 100 < share]


def _share_right(told: Told, asked: Sequence[Labelled]) -> float:
    return fmean(told(row.text) == row.intent for row in asked)
