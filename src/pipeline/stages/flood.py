"""Who sends more than anybody answers is told so once, and then not answered until they pause."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.answer import Answer, say
from pipeline.context import MessageContext


@dataclass(frozen=True, slots=True)
class Flood:
    """Ends the walk of a flood; its messages are kept like any other."""

    async def __call__(self, ctx: MessageContext) -> MessageContext:
        """Say it when it begins, in the language that the person has: a flood is not read."""
        if ctx.turn.flood is None:
            return ctx
        if ctx.turn.flood == "goes_on":
            return ctx.evolve(outcome="ignored")
        slower = say("Too many messages at once! I keep them all, but I only answer again after a minute's pause.")
        return ctx.answered(Answer(sentences=(slower,)))
