"""A human takes over."""

from __future__ import annotations

from pipeline import team
from pipeline.answer import Answer
from pipeline.context import MessageContext
from pipeline.tools import escalate_to_human_tool
from services import Services


async def talk_team(_ctx: MessageContext, services: Services) -> Answer:
    """Escalate at once, and say so: from now on the bot is silent."""
    return Answer(
        sentences=(team.handing_over(company_is_told=services.company_is_told),),
        effects=(escalate_to_human_tool(),),
    )
