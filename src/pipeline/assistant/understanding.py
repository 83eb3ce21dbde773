"""Asks the model what a text asks for, when the classifier does not know."""

from __future__ import annotations

from pipeline.assistant.asking import Asking
from pipeline.assistant.material import earlier, message
from pipeline.context import MessageContext, Offer
from pipeline.intents import INTENTS
from pipeline.understanding.certainty import POSSIBLE, SURE
from services.llm import IntentChoice

_BINDING = frozenset({"escalate", "change_language", "cancel"})
"""Intents that cannot be taken back with the next message. The text may have been written to talk a model into one:
it is believed when the classifier thought of the same by itself."""

_MOST_GUESSES = 4


async def understand(ctx: MessageContext, asking: Asking) -> MessageContext:
    """Put the model's reading in place of the classifier's, when it is sure and can be believed."""
    data = {
        "message": message(ctx),
        "earlier": earlier(ctx),
        "offered": _offered(ctx),
        "site": ctx.opened.project_name or "",
        "guesses": _guesses(ctx)[:_MOST_GUESSES],
    }
    names = tuple(INTENTS)
    choice = await asking.ask(
        "understand a text", "intent", data, lambda question: asking.model.choose_intent(question, names, asking.used)
    )
    if choice is None or not _is_believed(choice, ctx):
        return ctx
    return ctx.evolve(intent=choice.intent, confidence=choice.confidence, alternatives=())


def _is_believed(choice: IntentChoice, ctx: MessageContext) -> bool:
    if choice.intent not in INTENTS or choice.confidence < SURE:
        return False
    thought_of = {intent for intent, confidence in _guesses(ctx) if confidence >= POSSIBLE}
    return choice.intent not in _BINDING or choice.intent in thought_of


def _guesses(ctx: MessageContext) -> list[tuple[str, float]]:
    """Return what the classifier thought of; `general` in front only says that it gives up."""
    best = [(ctx.intent, ctx.confidence or 0.0)] if ctx.intent and ctx.intent != "general" else []
    return [(intent, round(confidence, 2)) for intent, confidence in (*best, *ctx.alternatives)]


def _offered(ctx: MessageContext) -> list[str]:
    offer = Offer.of(ctx.opened.offer)
    return [title[:100] for _id, title in offer.options[:20]] if offer else []
