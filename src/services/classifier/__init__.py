"""What a person wants, told from example sentences. Offline, deterministic, trained at start."""

from __future__ import annotations

from services.classifier.classifier import Classification, IntentClassifier

__all__ = ["Classification", "IntentClassifier"]
