"""None of the other intents."""

from __future__ import annotations

from pipeline import screens
from pipeline.actions.opening import show_tasks
from pipeline.answer import Answer, say
from pipeline.context import MessageContext
from pipeline.finding import named_project
from services import Services

_FEW_WORDS = 4
"""A text this short that names a project means the project; a longer one says something about it."""


async def general(ctx: MessageContext, services: Services) -> Answer:
    """Open the project that a short text names; else say what the bot can do."""
    if len(ctx.text.split()) <= _FEW_WORDS:
        project_id = await named_project(ctx, services)
        if project_id:
            return await show_tasks(ctx, services, project_id)
    return screens.menu(say("I did not understand that. This is what I can do for you:"))
