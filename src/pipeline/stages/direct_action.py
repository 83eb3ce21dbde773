"""A tap, a typed number, a typed name: exact, so it never reaches the classifier.

A tap belongs to the message that carried the button: that message is found by the provider's reply reference, or the
id says itself what it shows, and only then is the newest offer of this session asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from action_ids import parse_action_id
from events import Event, log
from pipeline.actions import ACTIONS
from pipeline.actions.opening import fresh_list
from pipeline.context import MessageContext, Offer, Tap
from pipeline.names import match_whole
from pipeline.offers import carrier, newest
from services import Services

_NUMBER = re.compile(r"\s*(\d{1,3})\s*[.)]?\s*")


@dataclass(frozen=True, slots=True)
class DirectAction:
    """Runs the action that a tap or a typed choice means, and ends the walk."""

    services: Services

    async def __call__(self, ctx: MessageContext) -> MessageContext:
        """Answer a tap; let everything else pass."""
        tap = _tapped(ctx) or _typed(ctx)
        if tap is None:
            return ctx
        ctx = ctx.evolve(tap=tap, language=tap.action.language or ctx.language)
        answer = await ACTIONS[tap.action.name](ctx, self.services)
        if answer is None:
            log(Event.DIRECT_ACTION_UNRESOLVED, action_id=str(ctx.message.content.get("action_id") or ctx.text))
            answer = await fresh_list(ctx, self.services)
        return ctx.answered(answer, intent=f"action:{tap.action.name}")


def _tapped(ctx: MessageContext) -> Tap | None:
    action = parse_action_id(str(ctx.message.content.get("action_id", "")))
    return Tap(action=action, offer=carrier(ctx)) if action else None


def _typed(ctx: MessageContext) -> Tap | None:
    """Read a number or a title as the option of the newest offer that it names."""
    offer = Offer.of(ctx.opened.offer)
    if offer is None or not offer.options or not ctx.text or ctx.message.kind == "button":
        return None
    chosen = _option(ctx.text, offer)
    action = parse_action_id(chosen) if chosen else None
    return Tap(action=action, offer=newest(ctx)) if action else None


def _option(text: str, offer: Offer) -> str | None:
    """Return the action id of the option that a text names; a number beyond the list means a row that is not there."""
    ids = [action_id for action_id, _title in offer.options]
    number = _NUMBER.fullmatch(text)
    if number:
        position = int(number[1])
        return ids[position - 1] if 1 <= position <= len(ids) else f"option_{position}"
    index = match_whole(text, [title for _id, title in offer.options])
    return None if index is None else ids[index]
