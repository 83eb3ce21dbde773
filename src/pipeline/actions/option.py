"""`option_N`: the N-th option of the message that carried it, whatever it offered: an action, or a move of a report."""

from __future__ import annotations

from dataclasses import replace

from action_ids import parse_action_id
from pipeline.answer import Answer
from pipeline.context import MessageContext
from pipeline.flows.moves import moved
from services import Services


async def option(ctx: MessageContext, services: Services) -> Answer | None:
    """Do what the N-th option does, or None when there is no such option any more."""
    from pipeline.actions import ACTIONS  # the table that this row stands in

    if ctx.tap and ctx.tap.move:
        return await moved(ctx, services)
    chosen = ctx.tap.option() if ctx.tap else None
    action = parse_action_id(chosen) if chosen else None
    if ctx.tap is None or action is None or action.name == "option":
        return None
    return await ACTIONS[action.name](ctx.evolve(tap=replace(ctx.tap, action=action)), services)
