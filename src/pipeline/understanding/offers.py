"""What a message offers, kept with it; and the message that carried a button: what a tap, or a typed choice, refers to.

A reference to a message that nobody knows is no reason to guess: another list has other rows.
"""

from __future__ import annotations

from typing import Any

from events import Event, log
from messages import Option, Part
from pipeline.answer import Answer
from pipeline.context import MessageContext, Offer


def metadata_of(answer: Answer, options: tuple[Option, ...], part: Part) -> dict[str, Any]:
    """Say what a later tap on this message, or a typed number, refers to: with full titles, in order.

    Of a flow's buttons that stand in the `part` without numbers, none is meant by a number: "2" may be two pallets.
    """
    found: dict[str, Any] = {}
    if options:
        found["options"] = [{"id": option.id, "title": option.title} for option in options]
    if answer.tool_outputs:
        found["tool_outputs"] = [output.as_json() for output in answer.tool_outputs]
    if answer.then:
        found["then"] = answer.then
    if answer.moves:
        found["flow"] = {**answer.moves.as_json(), "numbered": part.kind != "buttons"}
        plain = {"yes": answer.moves.yes, "no": answer.moves.no}
        found |= {word: options[position - 1].id for word, position in plain.items() if position}
    return found


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
