"""Finds the project or the task that a free text names."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipeline.context import MessageContext
from pipeline.names import match_within
from pipeline.tools import list_projects_tool, list_tasks_tool
from services import Services

Match = Callable[[str, Sequence[str]], int | None]


async def named_project(ctx: MessageContext, services: Services, match: Match = match_within) -> str | None:
    """Return the id of the person's project that the text names, or None. A tap names nothing: no query."""
    if ctx.tap or not ctx.text:
        return None
    found = (await list_projects_tool(services.store, ctx.person)).output
    index = match(ctx.text, [project["name"] for project in found])
    return None if index is None else str(found[index]["id"])


async def named_task(ctx: MessageContext, services: Services) -> str | None:
    """Return the id of the task of the open project that the text names, or None."""
    if ctx.tap or not ctx.text or not ctx.project_id:
        return None
    found = await list_tasks_tool(services.store, ctx.person, ctx.project_id)
    if found is None:
        return None
    index = match_within(ctx.text, [task["title"] for task in found.output])
    return None if index is None else str(found.output[index]["id"])
