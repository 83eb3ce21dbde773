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
            log(Event.DIRECT_ACTION_UNRESOLVED, action_id=_shown(ctx))
            answer = await fresh_list(ctx, self.services)
        return ctx.answered(answer, intent=f"action:{tap.action.name}")


def _tapped(ctx: MessageContext) -> Tap | None:
    action = parse_action_id(str(ctx.message.content.get("action_id", "")))
    return Tap(action=action, offer=_carrier(ctx)) if action else None


def _typed(ctx: MessageContext) -> Tap | None:
    """Read a number or a title as the option of the newest offer that it names."""
    offer = Offer.of(ctx.opened.offer)
    if offer is None or not offer.options or not ctx.text or ctx.message.kind == "button":
        return None
    number = _NUMBER.fullmatch(ctx.text)
    if number:
        return _numbered(int(number[1]), ctx, offer)
    index = match_whole(ctx.text, [title for _id, title in offer.options])
    return _chosen(offer.options[index][0], ctx) if index is not None else None


def _numbered(number: int, ctx: MessageContext, offer: Offer) -> Tap | None:
    if 1 <= number <= len(offer.options):
        return _chosen(offer.options[number - 1][0], ctx)
    beyond = parse_action_id(f"option_{number}")
    return Tap(action=beyond, offer=offer) if beyond else None


def _chosen(action_id: str, ctx: MessageContext) -> Tap | None:
    action = parse_action_id(action_id)
    return Tap(action=action, offer=_newest(ctx)) if action else None


def _carrier(ctx: MessageContext) -> Offer | None:
    """Find the message that carried the button."""
    answered = Offer.of(ctx.opened.answered)
    return _found(answered) if answered else _newest(ctx)


def _newest(ctx: MessageContext) -> Offer | None:
    if not ctx.opened.history:
        return None
    log(Event.TOOL_OUTPUTS_SEARCHED, count=len(ctx.opened.history))
    offer = Offer.of(ctx.opened.offer)
    return _found(offer) if offer else None


def _found(offer: Offer) -> Offer:
    for output in offer.tool_outputs:
        log(Event.TOOL_OUTPUTS_FOUND, tool=output["tool"])
    return offer


def _shown(ctx: MessageContext) -> str:
    return str(ctx.message.content.get("action_id") or ctx.text)
