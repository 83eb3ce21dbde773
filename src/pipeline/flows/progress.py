"""The progress of a task: which one → photos, comments, percentages in any order → is it finished? → summary."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pipeline import screens
from pipeline.answer import Answer, Choice, say
from pipeline.context import MessageContext
from pipeline.flows.asking import ask
from pipeline.flows.keeping import closed, with_effects
from pipeline.flows.places import ask_site, ask_task, denied, with_task
from pipeline.flows.state import Entry, Flow
from pipeline.flows.telling import counted, noted
from pipeline.flows.wording import WHOLE, percentage
from pipeline.tools import list_tasks_tool
from pipeline.understanding.finding import named_project, named_task
from pipeline.understanding.names import match_within
from services import Services

SWITCH = "switch:"
"""Begins the question whether to go on with another task; its id follows."""

_A_PROBLEM = 0.5
"""From this confidence on, a text that sounds like an incident is asked about."""


class Progress:
    """What a progress update asks and does: see `dialogues.Dialogue`."""

    def placed(self, flow: Flow) -> bool:
        """Whether its task is known."""
        return flow.task is not None

    async def place(self, ctx: MessageContext, services: Services, flow: Flow) -> Flow | Answer:
        """Find the task that the text names; ask about the one in hand; else let one be chosen."""
        if task_id := await named_task(ctx, services):
            return await with_task(ctx, services, flow, task_id) or await ask_site(ctx, services, flow)
        asked_for = str(flow.project["id"]) if flow.project else None
        project_id = await named_project(ctx, services) or asked_for or ctx.project_id
        if not asked_for and project_id == ctx.project_id and ctx.opened.task_id:
            current = await with_task(ctx, services, flow, ctx.opened.task_id)
            if current:
                return _is_it_this(ctx, current)
        return await self.choose(ctx, services, flow, project_id)

    async def choose(
        self, ctx: MessageContext, services: Services, flow: Flow, project_id: str | None
    ) -> Flow | Answer:
        """Let a task be chosen, of a site that is known or is to be chosen first."""
        return await (ask_task(ctx, services, flow, project_id) if project_id else ask_site(ctx, services, flow))

    def prompt(self, ctx: MessageContext, flow: Flow) -> Answer:
        """Say what can be sent."""
        told = say("Progress of “{task}”: send photos, comments or a percentage, in any order.", task=_title(flow))
        return ask(ctx, flow, told, moves=("finish", "cancel"))

    def confirm(self, ctx: MessageContext, flow: Flow) -> Answer:
        """Confirm with the running count; who reports the whole of it is asked whether it is finished."""
        if ctx.tap is None and percentage(ctx.text) == WHOLE:
            return self.is_it_finished(ctx, flow)
        return ask(ctx, flow, noted(flow), moves=("nothing_else", "cancel"))

    async def doubt(self, ctx: MessageContext, services: Services, flow: Flow, entry: Entry) -> Flow | Answer:
        """Ask before a problem is taken for progress, or one task for another, until that is answered."""
        if flow.question == "problem" or (entry.comments and _is_a_problem(ctx)):
            told = say("That sounds like a problem. What shall I do with it?")
            moves = ("as_incident", "as_comment", "leave_out")
            return ask(ctx, flow.evolve(question="problem"), told, moves=moves)
        other = await _elsewhere(ctx, services, flow, entry) if flow.task else None
        if other is None or flow.question == "task":
            return other or flow
        told = say("You named “{other}”. Shall I switch to it? Your entries are kept.", other=_title(other))
        return ask(ctx, flow.evolve(question=f"{SWITCH}{_id(other)}"), told, moves=("switch", "stay"))

    async def finish(self, ctx: MessageContext, _services: Services, flow: Flow) -> Answer:
        """Ask before anything is marked as done."""
        return self.is_it_finished(ctx, flow)

    def is_it_finished(self, ctx: MessageContext, flow: Flow) -> Answer:
        """Ask whether the task is finished."""
        return ask(
            ctx,
            flow.evolve(question="done"),
            say("Is the task “{task}” finished?", task=_title(flow)),
            moves=("done", "not_done", "add_more"),
        )


async def save(ctx: MessageContext, services: Services, flow: Flow, *, done: bool) -> Answer:
    """Write the update down with this turn, and sum it up; without a task that is still open, nothing."""
    over = closed(ctx, flow)
    open_one = await with_task(ctx, services, flow, flow.task["id"]) if flow.task else None
    if open_one is None:
        refused = screens.menu(say("This task is not open to you, or no longer."))
        return with_effects(refused, (*denied(flow), *over))
    if flow.entered.empty and not done:
        return with_effects(screens.menu(say("Nothing was entered, so nothing was saved.")), over)
    return Answer(
        sentences=_summary(open_one, done=done),
        choices=(Choice(id="view_tasks", title=say("See my tasks")),),
        effects=(*over, _update(open_one, done=done)),
    )


def _is_it_this(ctx: MessageContext, flow: Flow) -> Answer:
    told = say("Is this about “{task}”?", task=_title(flow))
    return ask(ctx, flow.evolve(question="task"), told, moves=("this_task", "other_task", "cancel"))


def _is_a_problem(ctx: MessageContext) -> bool:
    return ctx.intent == "report_incident" and (ctx.confidence or 0) >= _A_PROBLEM


async def _elsewhere(ctx: MessageContext, services: Services, flow: Flow, entry: Entry) -> Flow | None:
    """Return the flow about another task that the turn names, or that was asked about already, or None."""
    named = await _named(ctx, services, flow) if entry.comments else None
    asked = flow.question.removeprefix(SWITCH) if flow.question and flow.question.startswith(SWITCH) else None
    task_id = named or asked
    return await with_task(ctx, services, flow, task_id) if task_id and task_id != _id(flow) else None


async def _named(ctx: MessageContext, services: Services, flow: Flow) -> str | None:
    """Return the id of the task of the site that the text names, or None."""
    found = await list_tasks_tool(services.store, ctx.person, flow.project["id"]) if flow.project else None
    tasks = found.output if found else []
    index = match_within(ctx.text, [task["title"] for task in tasks])
    return None if index is None else str(tasks[index]["id"])


def _summary(flow: Flow, *, done: bool) -> tuple[Any, ...]:
    entered = counted(replace(flow.entered, progress=None) if done else flow.entered)
    saved = say("Saved for “{task}”: {entered}.", task=_title(flow), entered=entered)
    finished = say("“{task}” is marked as finished.", task=_title(flow))
    return (*([saved] if entered else []), *([finished] if done else []))


def _update(flow: Flow, *, done: bool) -> dict[str, Any]:
    return {
        "effect": "add_task_update",
        "task_id": flow.task["id"] if flow.task else None,
        "body": "\n".join(flow.entered.comments),
        "progress": flow.entered.progress,
        "done": done,
        "media": list(flow.entered.files),
        "location": flow.entered.location,
    }


def _id(flow: Flow) -> str | None:
    return str(flow.task["id"]) if flow.task else None


def _title(flow: Flow) -> str:
    return str(flow.task["title"]) if flow.task else ""
