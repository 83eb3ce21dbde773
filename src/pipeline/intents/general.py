"""None of the other intents."""

from __future__ import annotations

from pipeline import screens
from pipeline.answer import Answer, say
from pipeline.context import MessageContext
from pipeline.understanding.guesses import did_you_mean
from services import Services


async def general(ctx: MessageContext, _services: Services) -> Answer:
    """Ask what is meant, once, when there is a guess; else say what the bot can do."""
    help_menu = screens.menu(say("I did not understand that. This is what I can do for you:"))
    return did_you_mean(ctx) or help_menu
