"""The classifier of every example sentence, one per process."""

from __future__ import annotations

from functools import cache

from pipeline.intents.examples import load_examples
from services.classifier import IntentClassifier


@cache
def intent_classifier() -> IntentClassifier:
    """Return the classifier; it trains when it is told to, or at its first text."""
    return IntentClassifier(load_examples)


def trained_classifier() -> IntentClassifier:
    """Return the classifier, trained."""
    classifier = intent_classifier()
    classifier.train()
    return classifier
