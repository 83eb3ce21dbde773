"""What a report is about: looked up as the person, so that nobody reports on what is not open to them."""

from __future__ import annotations

from pipeline import screens
from pipeline.answer import Answer, Sentence, say
from pipeline.context import MessageContext
from pipeline.flows.asking import offering
from pipeline.flows.keeping import Effect, closed, kept, with_effects
from pipeline.flows.state import Flow
from pipeline.tools import TaskDenied, get_task_details_tool, list_projects_tool, list_tasks_tool
from services import Services


async def with_task(ctx: MessageContext, services: Services, flow: Flow, task_id: str) -> Flow | None:
    """Return the flow about this task; None when it is not open to the person, or is no more."""
    found = await get_task_details_tool(services.store, ctx.person, task_id)
    if isinstance(found, TaskDenied):
        return None
    task = found.input["task"]
    return flow.evolve(
        task={"id": task["id"], "title": task["title"]}, project=dict(found.input["project"]), question=None
    )


async def with_project(ctx: MessageContext, services: Services, flow: Flow, project_id: str) -> Flow | None:
    """Return the flow about this site; None when it is not open to the person, or is no more."""
    sites = (await list_projects_tool(services.store, ctx.person)).output
    names = {str(site["id"]): site["name"] for site in sites}
    if project_id not in names:
        return None
    return flow.evolve(project={"id": project_id, "name": names[project_id]}, task=None, question=None)


async def still_open(ctx: MessageContext, services: Services, flow: Flow) -> Flow | None:
    """Return the flow with what it is about as that is called now; None when it is not open to the person any more."""
    if flow.task:
        return await with_task(ctx, services, flow, flow.task["id"])
    return await with_project(ctx, services, flow, flow.project["id"]) if flow.project else flow


async def ask_site(ctx: MessageContext, services: Services, flow: Flow, *before: Sentence) -> Answer:
    """List the sites; the flow waits for one. Without any there is nothing to report on."""
    found = await list_projects_tool(services.store, ctx.person)
    if not found.output:
        return with_effects(screens.projects(found), closed(ctx, flow))
    return with_effects(
        screens.projects(found, *before, say("Which site is it about?"), then=flow.name), kept(ctx, flow)
    )


async def ask_task(ctx: MessageContext, services: Services, flow: Flow, project_id: str) -> Answer:
    """List the tasks of a site; the flow waits for one, or for a site that has some."""
    found = await list_tasks_tool(services.store, ctx.person, project_id)
    if found is None:
        return await ask_site(ctx, services, flow)
    answer = (
        screens.tasks(found, say("Which task is it about?"), then=flow.name)
        if found.output
        else offering(screens.tasks(found), flow, "other_site", "cancel")
    )
    return with_effects(answer, kept(ctx, flow.evolve(project=dict(found.input["project"]))))


def denied(flow: Flow) -> tuple[Effect, ...]:
    """Return the effects that have it audited that a report was refused: what it is about is not open any more."""
    if flow.task:
        return ({"effect": "deny", "task_id": flow.task["id"]},)
    return ({"effect": "deny", "project_id": flow.project["id"]},) if flow.project else ()


def chosen(flow: Flow) -> tuple[Effect, ...]:
    """Return the effects that make what the report is about the person's own choice."""
    project: Effect = {"effect": "select_project", "project_id": flow.project["id"]} if flow.project else {}
    task: Effect = {"effect": "select_task", "task_id": flow.task["id"]} if flow.task else {}
    return tuple(effect for effect in (project, task) if effect)
