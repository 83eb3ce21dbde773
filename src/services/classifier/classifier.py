from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from services.classifier.classification import Classification, Examples

if TYPE_CHECKING:
    from services.classifier.model import IntentModel


class IntentClassifier:
    """Tells what a text asks for, by a model that it trains on examples: by `train`, or else at the first text.

    Until then it costs nothing: the door has one and never uses it.
    """

    def __init__(self, read_examples: Callable[[], Examples]) -> None:
        self._read_examples = read_examples

    def train(self) -> None:
        """Train now, once: two seconds that no message waits for."""
        _ = self._model

    def classify(self, text: str, *, language: str | None = None) -> Classification:
        """Say what `text` asks for; `language` decides between languages in which it is an example as it stands."""
        return self._model.classify(text, language=language)

    @cached_property
    def _model(self) -> IntentModel:
        from services.classifier.model import IntentModel  # numpy: 14 MB that the door never needs

        return IntentModel(self._read_examples())
