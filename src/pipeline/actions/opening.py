"""Opens a project or a task, or says truthfully that it is not open to this person."""

from __future__ import annotations

from dataclasses import replace

from events import Event, log
from pipeline import screens
from pipeline.answer import Answer, Sentence, say
from pipeline.context import MessageContext
from pipeline.flows.dialogues import site_chosen, task_chosen
from pipeline.flows.state import is_flow_name
from pipeline.tools import (
    TaskDenied,
    get_documents_tool,
    get_task_details_tool,
    list_projects_tool,
    list_tasks_tool,
)
from services import Services


async def open_project(ctx: MessageContext, services: Services, project_id: str) -> Answer:
    """Go on with a project as the message that offered it meant it: its tasks, or what was asked for before."""
    then = _then(ctx)
    if is_flow_name(then):
        return await site_chosen(ctx, services, then, project_id)
    show = show_documents if then == "view_documents" else show_tasks
    return await show(ctx, services, project_id)


async def open_task(ctx: MessageContext, services: Services, task_id: str) -> Answer:
    """Go on with a task as the message that offered it meant it: its details, or a report on it."""
    reported = await task_chosen(ctx, services, task_id) if _then(ctx) == "update_progress" else None
    return reported or await show_task(ctx, services, task_id)


def _then(ctx: MessageContext) -> str | None:
    return ctx.tap.offer.then if ctx.tap and ctx.tap.offer else None


async def show_tasks(ctx: MessageContext, services: Services, project_id: str) -> Answer:
    """List a project's tasks."""
    found = await list_tasks_tool(services.store, ctx.person, project_id)
    return screens.tasks(found) if found else await _closed(ctx, services, project_id)


async def show_documents(ctx: MessageContext, services: Services, project_id: str) -> Answer:
    """Send a project's documents."""
    found = await get_documents_tool(services.store, ctx.person, project_id)
    return screens.documents(found) if found else await _closed(ctx, services, project_id)


async def show_task(ctx: MessageContext, services: Services, task_id: str) -> Answer:
    """Show one task."""
    found = await get_task_details_tool(services.store, ctx.person, task_id)
    if isinstance(found, TaskDenied):
        refusal = say("This task is not open to you, or no longer.")
        return await _refused(ctx, services, refusal, task_id=task_id, project_id=found.project_id)
    return screens.task(found)


async def fresh_list(ctx: MessageContext, services: Services) -> Answer:
    """Show where the person stands after a tap that points to nothing any more: a truthful sentence, a fresh list."""
    gone = say("This choice no longer exists. Here is the list as it is now:")
    tapped = ctx.tap.action.name if ctx.tap else ""
    found = await list_tasks_tool(services.store, ctx.person, ctx.project_id) if ctx.project_id else None
    if found and tapped in {"tasks", "task", "documents"}:
        return screens.tasks(found, gone)
    return screens.projects(await list_projects_tool(services.store, ctx.person), gone)


async def _closed(ctx: MessageContext, services: Services, project_id: str) -> Answer:
    refusal = say("This site is not open to you, or no longer.")
    return await _refused(ctx, services, refusal, project_id=project_id)


async def _refused(ctx: MessageContext, services: Services, refusal: Sentence, **wanted: str | None) -> Answer:
    """Say so, list what is open instead, and have it audited; a choice that was lost is forgotten with that."""
    known = {name: value for name, value in wanted.items() if value}
    if "project_id" in known:
        log(Event.PROJECT_DENIED, project_id=known["project_id"], at="choice")
    sites = await list_projects_tool(services.store, ctx.person)
    return replace(screens.projects(sites, refusal), effects=({"effect": "deny", **known},))
