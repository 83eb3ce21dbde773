"""What is neither text nor a tap: silence where nobody expects an answer, one short sentence where somebody does."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline import screens
from pipeline.answer import say
from pipeline.context import MessageContext

_SILENT = frozenset({"reaction", "sticker", "system", "edit", "revoke"})
_READ = frozenset({"text", "button"})


@dataclass(frozen=True, slots=True)
class Media:
    """Ends the walk for messages that the bot stores but cannot read."""

    async def __call__(self, ctx: MessageContext) -> MessageContext:
        """Let a turn pass that has something to read."""
        kinds = {message.kind for message in ctx.turn.messages}
        if kinds & _READ:
            return ctx
        if kinds <= _SILENT:
            return ctx.evolve(outcome="ignored")
        if kinds & {"audio", "voice"}:
            return ctx.answered(screens.menu(say("I have kept your voice message, but I cannot listen. Please type.")))
        return ctx.answered(
            screens.menu(say("I have kept it, but I can only read text. Please write what it is about."))
        )
