"""Hello."""

from __future__ import annotations

from pipeline import screens
from pipeline.answer import Answer, say
from pipeline.context import MessageContext
from services import Services


async def greeting(ctx: MessageContext, _services: Services) -> Answer:
    """Greet by name and offer the menu."""
    hello = say("Hello {name}!", name=ctx.person.name) if ctx.person.name else say("Hello!")
    return screens.menu(hello, say("What would you like to do?"))
