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
        own = ctx.person.language
        guess = detect(ctx.text, expected=(own,) if own else ())
        return ctx.evolve(language=guess.language) if guess.clear else ctx
