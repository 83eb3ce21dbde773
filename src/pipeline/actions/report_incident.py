"""An incident. The dialogue that collects it is not built yet, and the person is told so."""

from __future__ import annotations

from pipeline import screens
from pipeline.answer import Answer, Choice, say
from pipeline.context import MessageContext
from services import Services


async def report_incident(_ctx: MessageContext, _services: Services) -> Answer:
    """Offer the team, which can take it."""
    return Answer(
        sentences=(say("I cannot take incident reports myself yet. The team can: tell them what happened."),),
        choices=(Choice(id="talk_team", title=say("Talk to the team")), screens.MENU[0]),
    )
