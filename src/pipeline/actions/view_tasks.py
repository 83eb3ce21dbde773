"""The tasks of the site in hand, or of the site that the text names."""

from __future__ import annotations

from pipeline import screens
from pipeline.actions.opening import show_tasks
from pipeline.answer import Answer, say
from pipeline.context import MessageContext
from pipeline.tools import list_projects_tool
from pipeline.understanding.finding import named_project
from services import Services


async def view_tasks(ctx: MessageContext, services: Services) -> Answer:
    """List the tasks; without a site, ask for it first."""
    project_id = await named_project(ctx, services) or ctx.project_id
    if project_id is None:
        found = await list_projects_tool(services.store, ctx.person)
        return screens.projects(found, say("The tasks of which site?"), then="view_tasks")
    return await show_tasks(ctx, services, project_id)
