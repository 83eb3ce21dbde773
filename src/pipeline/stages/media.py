"""What is neither text nor a tap: silence where nobody expects an answer, one short sentence where somebody does."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline import screens
from pipeline.answer import say
from pipeline.context import MessageContext
from pipeline.reading import is_readable

_HEARD = frozenset({"audio", "voice"})


@dataclass(frozen=True, slots=True)
class Media:
    """Ends the walk for messages that the bot stores but cannot read."""

    async def __call__(self, ctx: MessageContext) -> MessageContext:
        """Let a turn pass that has something to read."""
        if is_readable(ctx.message):
            return ctx
        if ctx.silent:
            return ctx.evolve(outcome="ignored")
        if any(message.kind in _HEARD for message in ctx.turn.messages):
            return ctx.answered(screens.menu(say("I have kept your voice message, but I cannot listen. Please type.")))
        return ctx.answered(
            screens.menu(say("I have kept it, but I can only read text. Please write what it is about."))
        )
