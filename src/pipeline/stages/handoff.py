"""While a human has the conversation, everything is stored and nothing is answered."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.context import MessageContext


@dataclass(frozen=True, slots=True)
class Handoff:
    """Ends the walk without an answer while a human has the conversation."""

    async def __call__(self, ctx: MessageContext) -> MessageContext:
        """Say nothing; the human reads it."""
        return ctx.evolve(outcome="handed_off") if ctx.person.handed_off else ctx
