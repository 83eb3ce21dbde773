"""A progress report. The dialogue that collects it is not built yet, and the person is told so."""

from __future__ import annotations

from pipeline import screens
from pipeline.answer import Answer, Choice, say
from pipeline.context import MessageContext
from services import Services


async def update_progress(_ctx: MessageContext, _services: Services) -> Answer:
    """Offer the team, which can note it."""
    return Answer(
        sentences=(say("I cannot note progress myself yet. The team can: tell them how far you are."),),
        choices=(Choice(id="talk_team", title=say("Talk to the team")), screens.MENU[1]),
    )
