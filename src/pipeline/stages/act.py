"""Does what the text asks for."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.actions.opening import fresh_list
from pipeline.context import MessageContext
from pipeline.intents import INTENTS
from services import Services


@dataclass(frozen=True, slots=True)
class Act:
    """Runs the intent's handler, and ends the walk."""

    services: Services

    async def __call__(self, ctx: MessageContext) -> MessageContext:
        """Answer the text."""
        answer = await INTENTS[ctx.intent or "general"](ctx, self.services)
        return ctx.answered(answer or await fresh_list(ctx, self.services))
