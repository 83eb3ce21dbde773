"""Stop what is going on."""

from __future__ import annotations

from pipeline import screens
from pipeline.answer import Answer, say
from pipeline.context import MessageContext
from services import Services


async def cancel(_ctx: MessageContext, _services: Services) -> Answer:
    """Say that nothing is going on any more, and offer the menu."""
    return screens.menu(say("All right, nothing is in progress."))
