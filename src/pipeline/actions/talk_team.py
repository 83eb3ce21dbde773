"""A human takes over."""

from __future__ import annotations

from pipeline.answer import Answer, say
from pipeline.context import MessageContext
from pipeline.tools import escalate_to_human_tool
from services import Services


async def talk_team(_ctx: MessageContext, _services: Services) -> Answer:
    """Escalate at once, and say so: from now on the bot is silent."""
    return Answer(
        sentences=(say("I am passing you on to the team. Somebody will answer you here; I stay silent until then."),),
        effects=(escalate_to_human_tool(),),
    )
