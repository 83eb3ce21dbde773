"""Finds the project or the task that a free text names."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.context import MessageContext
from pipeline.tools import list_projects_tool, list_tasks_tool
from pipeline.understanding.framing import Match, match_about, without_things
from pipeline.understanding.names import match_within
from services import Services

_TELLS = frozenset({"update_progress", "report_incident"})
"""Who reports something names things: a leak "in the garage" is on the open site, even if one is called Garage."""

_SHARE_OF_TITLE: Mapping[str | None, float] = {"task_details": 0.2}
_MOST_OF_TITLE = 0.5
"""How much of a title names its task; who asks about a task says less of it."""


async def named_project(ctx: MessageContext, services: Services, match: Match = match_within) -> str | None:
    """Return the id of the person's project that the text names, or None. A tap names nothing: no query."""
    if ctx.tap or not ctx.text:
        return None
    found = (await list_projects_tool(services.store, ctx.person)).output
    text = without_things(ctx.text, ctx.language) if ctx.project_id and ctx.intent in _TELLS else ctx.text
    index = match(text, [project["name"] for project in found])
    return None if index is None else str(found[index]["id"])


async def named_task(ctx: MessageContext, services: Services, match: Match | None = None) -> str | None:
    """Return the id of the task that the text names, or None.

    It is one of the project that the text names as well, else of the open one; without either, it is the only one of
    that name on all of the person's projects.
    """
    if ctx.tap or not ctx.text:
        return None
    project_id = await named_project(ctx, services) or ctx.project_id
    tasks = await (_tasks_of(ctx, services, project_id) if project_id else _all_tasks(ctx, services))
    titles = [task["title"] for task in tasks]
    index = match(ctx.text, titles) if match else _titled(ctx, titles)
    return None if index is None else str(tasks[index]["id"])


def _titled(ctx: MessageContext, titles: Sequence[str]) -> int | None:
    index = match_within(ctx.text, titles)
    return (
        match_about(ctx.text, titles, share=_SHARE_OF_TITLE.get(ctx.intent, _MOST_OF_TITLE)) if index is None else index
    )


async def _tasks_of(ctx: MessageContext, services: Services, project_id: str) -> list[dict[str, Any]]:
    found = await list_tasks_tool(services.store, ctx.person, project_id)
    return found.output if found else []


async def _all_tasks(ctx: MessageContext, services: Services) -> list[dict[str, Any]]:
    projects = (await list_projects_tool(services.store, ctx.person)).output
    found = await asyncio.gather(*(_tasks_of(ctx, services, project["id"]) for project in projects))
    return [task for tasks in found for task in tasks]
