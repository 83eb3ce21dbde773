"""The classifier, trained on the examples once per process: some tenths of a second that no message waits for."""

from __future__ import annotations

from functools import cache

from pipeline.intents.examples import load_examples
from services.classifier import IntentClassifier


@cache
def trained_classifier() -> IntentClassifier:
    """Return the classifier of every example sentence."""
    return IntentClassifier(load_examples())
