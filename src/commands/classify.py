"""`relais classify`: the offline classifier, for whoever improves its examples."""

from __future__ import annotations

import sys
from collections.abc import Iterable

import orjson

from pipeline.intents.training import trained_classifier
from services.language import detect
from settings import Settings


def classify(settings: Settings, texts: Iterable[str]) -> None:
    """Print `{"text", "intent", "confidence", "language"}` per text."""
    classifier = trained_classifier()
    for text in (line.rstrip("\n") for line in texts):
        language = detect(text, expected=(settings.default_language,)).language
        found = classifier.classify(text, language=language)
        line = {
            "text": text,
            "intent": found.intent,
            "confidence": round(found.confidence, 4),
            "language": language,
        }
        sys.stdout.write(orjson.dumps(line).decode() + "\n")
