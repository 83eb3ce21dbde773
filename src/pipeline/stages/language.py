"""In which language is the answer? The message's own when that is clear, else the person's."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.context import MessageContext
from services.language import detect


@dataclass(frozen=True, slots=True)
class Language:
    """Sets the language of the answer; ids, numbers and names say nothing about it."""

    async def __call__(self, ctx: MessageContext) -> MessageContext:
        """Follow the button that was tapped, or a text whose language is clear."""
        action = ctx.tapped_action
        if action is not None:
            return ctx.evolve(language=action.language or ctx.language)
        guess = detect(ctx.text, expected=tuple(filter(None, _expected(ctx))))
        return ctx.evolve(language=guess.language, clear_language=True) if guess.clear else ctx


def _expected(ctx: MessageContext) -> tuple[str | None, ...]:
    """Return what is known: the person's language, what a transcriber heard, the language of their last message."""
    heard: str | None = ctx.message.content.get("transcript_language")
    said = (message.get("language") for message in reversed(ctx.opened.history) if message["direction"] == "inbound")
    return ctx.person.language, heard, next(said, None)
