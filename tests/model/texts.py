"""Texts whose reading is certain: a classifier that knows a few sentences, and what it makes of them."""

from __future__ import annotations

from services.classifier import Examples, IntentClassifier

QUESTION = "combien de tâches il me reste à faire à Champigny avant vendredi ?"
FILE = "auriez-vous par hasard le plan de la dalle ?"

_KNOWN: dict[str, list[str]] = {
    "greeting": ["bonjour", "salut", "bonsoir", "coucou"],
    "list_projects": ["mes chantiers", "montre mes chantiers", "la liste des chantiers", "quels sont mes chantiers"],
    "list_tasks": ["mes tâches", "montre mes tâches", "la liste des tâches", "quelles sont mes tâches"],
    "thanks": ["merci", "merci beaucoup", "un grand merci", "merci bien"],
}


def classifier_of(*questions: str) -> IntentClassifier:
    """Return a classifier that takes `questions` for general ones, and knows little else."""
    examples: Examples = {"fr": {**_KNOWN, "general": [QUESTION, FILE, *questions]}}
    return IntentClassifier(lambda: examples)
