"""What does a free text ask for?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from events import Event, log
from pipeline.context import MessageContext
from pipeline.understanding.certainty import LIKELY, SURE
from pipeline.understanding.earlier import continued
from services.classifier import Classification, IntentClassifier

_NEEDED: Mapping[str, float] = {"escalate": SURE}
"""Who is handed to a human by mistake talks to nobody for hours: that is asked before."""


@dataclass(frozen=True, slots=True)
class ClassifyIntent:
    """Puts the intent, its confidence and its alternatives into the context; what is not likely is `general`."""

    classifier: IntentClassifier

    async def __call__(self, ctx: MessageContext) -> MessageContext:
        """Classify offline."""
        if not ctx.text:
            return ctx
        log(Event.HISTORY_LOADED, count=len(ctx.opened.history))
        ctx = _read(ctx, self.classifier.classify(ctx.text, language=ctx.language))
        log(Event.INTENT_CLASSIFIED, intent=ctx.intent, confidence=round(ctx.confidence or 0, 3))
        return ctx


def _read(ctx: MessageContext, found: Classification) -> MessageContext:
    before = continued(ctx.text, ctx.opened.history, found)
    ranked = ((found.intent, found.confidence), *found.alternatives)
    if before:
        intent, confidence = before, max(SURE, dict(ranked)[before])
    else:
        likely = found.confidence >= _NEEDED.get(found.intent, LIKELY)
        intent, confidence = found.intent if likely else "general", found.confidence
    others = tuple((name, share) for name, share in ranked if name != intent)
    return ctx.evolve(intent=intent, confidence=confidence, alternatives=others)
