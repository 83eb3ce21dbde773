"""Ways to tell what a text asks for that need no other package than relais has: each learns, then names an intent."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from rapidfuzz import fuzz, process

from benchmarks.intents.labelled import Labelled, as_examples
from services.classifier import IntentClassifier
from services.classifier.features import words_of
from services.classifier.sparse import Floats
from services.classifier.vectoriser import Vectoriser

Told = Callable[[str], str]

_NEIGHBOURS = 5


def ridge(taught: Sequence[Labelled]) -> Told:
    """Ridge regression over TF-IDF: what relais does."""
    classifier = IntentClassifier(lambda: as_examples(taught))
    return lambda text: classifier.classify(text).intent


def fuzzy_neighbour(taught: Sequence[Labelled]) -> Told:
    """The example that is spelt most alike, by rapidfuzz."""
    written = [" ".join(words_of(row.text)) for row in taught]

    def told(text: str) -> str:
        found = process.extractOne(" ".join(words_of(text)), written, scorer=fuzz.token_sort_ratio)
        return taught[found[2]].intent

    return told


def nearest_examples(taught: Sequence[Labelled]) -> Told:
    """A vote of the five examples of the most similar TF-IDF vectors, each by its similarity."""
    near = _similarity(taught)

    def told(text: str) -> str:
        similar = near(text)
        votes: dict[str, float] = {}
        for place in np.argsort(-similar)[:_NEIGHBOURS].tolist():
            votes[taught[place].intent] = votes.get(taught[place].intent, 0.0) + float(similar[place])
        return max(votes, key=votes.__getitem__)

    return told


def nearest_centre(taught: Sequence[Labelled]) -> Told:
    """The intent whose examples are similar to the text on the average."""
    near = _similarity(taught)
    intents = sorted({row.intent for row in taught})
    members = [np.array([row.intent == intent for row in taught]) for intent in intents]

    def told(text: str) -> str:
        similar = near(text)
        return intents[int(np.argmax([similar[member].mean() for member in members]))]

    return told


def ensemble(taught: Sequence[Labelled]) -> Told:
    """Ridge regression where it is sure, else the neighbours."""
    classifier, others = IntentClassifier(lambda: as_examples(taught)), nearest_examples(taught)

    def told(text: str) -> str:
        found = classifier.classify(text)
        return found.intent if found.confidence >= 0.5 else others(text)

    return told


APPROACHES: dict[str, Callable[[Sequence[Labelled]], Told]] = {
    "ridge over TF-IDF, as relais": ridge,
    "five nearest examples by TF-IDF": nearest_examples,
    "nearest centre by TF-IDF": nearest_centre,
    "nearest example by rapidfuzz": fuzzy_neighbour,
    "ridge, and its neighbours when unsure": ensemble,
}


def _similarity(taught: Sequence[Labelled]) -> Callable[[str], Floats]:
    """Return what compares a text with every example: the cosine of the angle between their vectors."""
    vectoriser, matrix = Vectoriser.fit_transform([words_of(row.text) for row in taught])

    def near(text: str) -> Floats:
        vector = vectoriser.transform(words_of(text))
        dense = np.zeros((len(vectoriser.vocabulary), 1), np.float32)
        dense[vector.columns, 0] = vector.values
        return matrix.rows.times(dense)[:, 0]

    return near
