"""The person's own language is the one in which they write: remembered from a text that leaves no doubt."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.context import MessageContext

_LONG_ENOUGH = 10
"""Characters: "ok chef" says nothing about a person."""

_SAYS_NOTHING = frozenset({"greeting", "change_language"})
"""People greet in each other's language, and name one in another."""


@dataclass(frozen=True, slots=True)
class RememberLanguage:
    """Has the person's language written down with the turn when their text is clearly in another one."""

    async def __call__(self, ctx: MessageContext) -> MessageContext:
        """Compare the language of the text with what is known of the person."""
        if not ctx.clear_language or ctx.language == ctx.person.language or ctx.intent in _SAYS_NOTHING:
            return ctx
        if len(ctx.text) < _LONG_ENOUGH:
            return ctx
        return ctx.evolve(effects=(*ctx.effects, {"effect": "set_language", "language": ctx.language}))
