"""What does a free text ask for?"""

from __future__ import annotations

from dataclasses import dataclass

from events import Event, log
from pipeline.context import MessageContext
from services.classifier import IntentClassifier

SURE = 0.35
"""Below this the text is `general`: a wrong answer is worse than the menu."""


@dataclass(frozen=True, slots=True)
class ClassifyIntent:
    """Puts the intent and its confidence into the context."""

    classifier: IntentClassifier

    async def __call__(self, ctx: MessageContext) -> MessageContext:
        """Classify offline."""
        log(Event.HISTORY_LOADED, count=len(ctx.opened.history))
        found = self.classifier.classify(ctx.text, language=ctx.language)
        intent = found.intent if found.confidence >= SURE else "general"
        log(Event.INTENT_CLASSIFIED, intent=intent, confidence=round(found.confidence, 3))
        return ctx.evolve(intent=intent, confidence=found.confidence)
