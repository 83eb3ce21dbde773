"""Reads a tap, a typed number or a typed title as the choice that it is, with the message that offered it."""

from __future__ import annotations

from action_ids import parse_action_id
from pipeline.context import MessageContext, Offer, Tap
from pipeline.reading import typed_number
from pipeline.understanding.names import match_exact, match_whole
from pipeline.understanding.offers import is_quoted, meant, tapped
from pipeline.understanding.plain_words import plain_answer
from services.classifier import IntentClassifier

_KNOWN = 0.9
"""From here on the classifier knows what a text asks for: it is no misspelt title."""


def tapped_choice(ctx: MessageContext) -> Tap | None:
    """Return what was tapped; None when nothing was, or nothing of ours."""
    action = ctx.tapped_action
    return Tap(action=action, offer=tapped(ctx)) if action else None


def typed_choice(ctx: MessageContext, classifier: IntentClassifier) -> Tap | None:
    """Return the option that the text names by its number or title, or None."""
    if not ctx.text or ctx.message.kind == "button":
        return None
    offer = meant(ctx)
    chosen = _numbered(ctx, offer) or _plainly(ctx, offer) or _titled(ctx, offer, classifier)
    action = parse_action_id(chosen) if chosen else None
    return Tap(action=action, offer=offer) if action else None


def _numbered(ctx: MessageContext, offer: Offer | None) -> str | None:
    """Return the action id of the option of a typed number.

    A number beyond the list is a row that is not there when it quotes the list, or is written like one of its numbers.
    """
    position, options = typed_number(ctx.text), offer.options if offer else ()
    if position is None or (offer and not offer.numbered):
        return None
    if 1 <= position <= len(options):
        return options[position - 1][0]
    alike = bool(options) and len(str(position)) <= len(str(len(options)))
    return f"option_{position}" if alike or is_quoted(ctx, offer) else None


def _plainly(ctx: MessageContext, offer: Offer | None) -> str | None:
    """Return the action id of the option that a plain yes or no means, when the offer asks for one."""
    return offer.option_of(plain_answer(ctx.text, ctx.language)) if offer else None


def _titled(ctx: MessageContext, offer: Offer | None, classifier: IntentClassifier) -> str | None:
    """Return the action id of the option whose title the text is, or looks like and asks for nothing else."""
    options = offer.options if offer else ()
    titles = [title for _id, title in options]
    index = match_exact(ctx.text, titles)
    if index is None:
        index = match_whole(ctx.text, titles)
        if index is None or _asks(ctx, classifier):
            return None
    return options[index][0]


def _asks(ctx: MessageContext, classifier: IntentClassifier) -> bool:
    found = classifier.classify(ctx.text, language=ctx.language)
    return found.intent != "general" and found.confidence >= _KNOWN
