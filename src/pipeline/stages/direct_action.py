"""A tap, a typed number, a typed name: exact, so it never reaches the classifier.

A tap belongs to the message that carried the button: that message is found by the provider's reply reference, or the
id says itself what it shows; only what comes without a reference asks the newest offer of this session.
"""

from __future__ import annotations

from dataclasses import dataclass

from events import Event, log
from pipeline.actions import ACTIONS
from pipeline.actions.opening import fresh_list
from pipeline.context import MessageContext
from pipeline.flows.answering import answered
from pipeline.understanding.choices import tapped_choice, typed_choice
from pipeline.understanding.offers import log_search
from services import Services


@dataclass(frozen=True, slots=True)
class DirectAction:
    """Runs the action that a tap or a typed choice means, and ends the walk."""

    services: Services

    async def __call__(self, ctx: MessageContext) -> MessageContext:
        """Answer a tap; let everything else pass."""
        tap = tapped_choice(ctx) or typed_choice(ctx, self.services.classifier)
        if tap is None:
            return ctx
        log_search(ctx, tap.offer)
        ctx = ctx.evolve(tap=tap, language=tap.action.language or ctx.language)
        answer = await ACTIONS[tap.action.name](ctx, self.services)
        if answer is None:
            log(Event.DIRECT_ACTION_UNRESOLVED, action_id=str(tap.action))
            ctx = ctx.evolve(unresolved=True)
            answer = await fresh_list(ctx, self.services)
        return answered(ctx, answer, intent=f"action:{tap.action.name}")
