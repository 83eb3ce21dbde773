"""Finds the message that carried a button: what a tap, or a typed choice, refers to.

A reference to a message that nobody knows is no reason to guess: another list has other rows.
"""

from __future__ import annotations

from events import Event, log
from pipeline.context import MessageContext, Offer


def tapped(ctx: MessageContext) -> Offer | None:
    """Return what the tapped message offered; without a reference to one, what was offered last in this session."""
    return Offer.of(ctx.opened.answered if ctx.reply_to else ctx.opened.offer)


def meant(ctx: MessageContext) -> Offer | None:
    """Return what a typed choice is one of: the options of the message that it quotes, else the newest ones."""
    if ctx.reply_to and ctx.opened.answered is None:
        return None
    quoted = Offer.of(ctx.opened.answered)
    return quoted if quoted and quoted.options else Offer.of(ctx.opened.offer)


def is_quoted(ctx: MessageContext, offer: Offer | None) -> bool:
    """Say whether the message refers to this very offer, or to one that nobody knows any more."""
    if ctx.reply_to is None:
        return False
    answered = ctx.opened.answered
    return answered is None or (offer is not None and offer == Offer.of(answered))


def log_search(ctx: MessageContext, offer: Offer | None) -> None:
    """Log where an offer was looked for, and what was found in it."""
    if ctx.opened.history and not is_quoted(ctx, offer):
        log(Event.TOOL_OUTPUTS_SEARCHED, count=len(ctx.opened.history))
    for output in offer.tool_outputs if offer else ():
        log(Event.TOOL_OUTPUTS_FOUND, tool=output["tool"])
