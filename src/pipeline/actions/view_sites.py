"""The person's sites."""

from __future__ import annotations

from pipeline import screens
from pipeline.answer import Answer
from pipeline.context import MessageContext
from pipeline.tools import list_projects_tool
from services import Services


async def view_sites(ctx: MessageContext, services: Services) -> Answer:
    """List the projects."""
    return screens.projects(await list_projects_tool(services.store, ctx.person))
