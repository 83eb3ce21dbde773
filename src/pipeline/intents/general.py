"""None of the other intents."""

from __future__ import annotations

from pipeline import screens
from pipeline.answer import Answer, say
from pipeline.context import MessageContext
from services import Services


async def general(_ctx: MessageContext, _services: Services) -> Answer:
    """Say what the bot can do."""
    return screens.menu(say("I did not understand that. This is what I can do for you:"))
