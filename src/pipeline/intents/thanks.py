"""Thank you."""

from __future__ import annotations

from pipeline.answer import Answer, say
from pipeline.context import MessageContext
from services import Services


async def thanks(_ctx: MessageContext, _services: Services) -> Answer:
    """Answer politely and briefly: the person is done."""
    return Answer(sentences=(say("You are welcome!"),))
