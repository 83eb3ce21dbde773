"""Finds the message that carried a button: what a tap, or a typed choice, refers to."""

from __future__ import annotations

from events import Event, log
from pipeline.context import MessageContext, Offer


def carrier(ctx: MessageContext) -> Offer | None:
    """Return what the tapped message offered; without a reference to it, what was offered last in this session."""
    answered = Offer.of(ctx.opened.answered)
    return _found(answered) if answered else newest(ctx)


def newest(ctx: MessageContext) -> Offer | None:
    """Return what was offered last in this session."""
    if not ctx.opened.history:
        return None
    log(Event.TOOL_OUTPUTS_SEARCHED, count=len(ctx.opened.history))
    offer = Offer.of(ctx.opened.offer)
    return _found(offer) if offer else None


def _found(offer: Offer) -> Offer:
    for output in offer.tool_outputs:
        log(Event.TOOL_OUTPUTS_FOUND, tool=output["tool"])
    return offer
