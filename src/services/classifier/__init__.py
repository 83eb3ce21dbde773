"""What a person wants, told from example sentences. Offline, deterministic, trained once."""

from __future__ import annotations

from services.classifier.classification import Classification, Examples
from services.classifier.classifier import IntentClassifier

__all__ = ["Classification", "Examples", "IntentClassifier"]
