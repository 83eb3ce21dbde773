"""A thumb for a question is an answer: it taps the option that the question takes for a yes, or for a no."""

from __future__ import annotations

from dataclasses import replace

from pipeline.context import MessageContext
from pipeline.reading import thumb
from pipeline.understanding.offers import tapped


def thumbed(ctx: MessageContext) -> MessageContext:
    """Return the turn with a thumb, typed or under a message of ours, as the tap that it means, if it means one."""
    meant = thumb(_said(ctx))
    offer = tapped(ctx) if meant else None
    action_id = offer.option_of(meant) if offer else None
    if action_id is None:
        return ctx
    tap = replace(ctx.message, content={**ctx.message.content, "action_id": action_id})
    messages = tuple(tap if message is ctx.message else message for message in ctx.turn.messages)
    return ctx.evolve(turn=replace(ctx.turn, messages=messages))


def _said(ctx: MessageContext) -> str:
    if ctx.message.kind == "reaction":
        return str(ctx.message.content.get("reaction", {}).get("emoji", ""))
    return ctx.text if ctx.message.kind == "text" else ""
