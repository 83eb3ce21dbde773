"""What the buttons of a report do. To add one: its label in `asking.BUTTONS`, a row in `MOVES`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from pipeline import screens
from pipeline.answer import Answer, say
from pipeline.context import MessageContext
from pipeline.flows.dialogues import DIALOGUES, enter, go_on, stand
from pipeline.flows.entering import brought, taken
from pipeline.flows.keeping import aside, closed, find_flow, with_effects
from pipeline.flows.places import ask_site, denied, still_open, with_task
from pipeline.flows.progress import SWITCH, save
from pipeline.flows.state import Entry, Flow
from services import Services

Move = Callable[[MessageContext, Services, Flow], Awaitable[Answer]]


async def moved(ctx: MessageContext, services: Services) -> Answer | None:
    """Make the move that was tapped; a report that is over stays over. None: nobody knows this move any more."""
    offer, name = (ctx.tap.offer, ctx.tap.move) if ctx.tap else (None, None)
    flow = find_flow(ctx, offer.flow_id if offer else None)
    if flow is None:
        return screens.menu(say("This report is already closed."))
    move = MOVES.get(name or "")
    return await move(ctx, services, flow.evolve(pending=flow.pending.and_then(brought(ctx)))) if move else None


async def cancel(ctx: MessageContext, _services: Services, flow: Flow) -> Answer:
    """Close the report without a trace, and say so."""
    return with_effects(screens.menu(say("Cancelled: nothing of this report was kept.")), closed(ctx, flow))


async def finish(ctx: MessageContext, services: Services, flow: Flow) -> Answer:
    """End the report, or ask what is left to ask; as long as it is about nothing, ask for that."""
    return await enter(ctx, services, flow, Entry(), last=True)


async def _this_task(ctx: MessageContext, services: Services, flow: Flow) -> Answer:
    return stand(ctx, flow, newly=True) if flow.task else await go_on(ctx, services, flow)


async def _other_task(ctx: MessageContext, services: Services, flow: Flow) -> Answer:
    site = str(flow.project["id"]) if flow.project else ctx.project_id
    found = await DIALOGUES[flow.name].choose(ctx, services, flow.evolve(task=None, question=None), site)
    return found if isinstance(found, Answer) else stand(ctx, found)


async def _other_site(ctx: MessageContext, services: Services, flow: Flow) -> Answer:
    return await ask_site(ctx, services, flow.evolve(project=None, task=None, question=None))


async def done(ctx: MessageContext, services: Services, flow: Flow) -> Answer:
    """Save the update of a task that is finished."""
    return await save(ctx, services, taken(flow), done=True)


async def _not_done(ctx: MessageContext, services: Services, flow: Flow) -> Answer:
    return await save(ctx, services, taken(flow), done=False)


async def _add_more(ctx: MessageContext, services: Services, flow: Flow) -> Answer:
    return await go_on(ctx, services, flow)


async def _as_incident(ctx: MessageContext, services: Services, flow: Flow) -> Answer:
    """Report what was said as an incident of the same site; the update waits."""
    incident = Flow(name="report_incident", project=flow.project, pending=flow.pending)
    return _waiting(await go_on(ctx, services, incident), flow)


async def _leave_out(ctx: MessageContext, services: Services, flow: Flow) -> Answer:
    return await go_on(ctx, services, flow.evolve(pending=replace(flow.pending, comments=())))


async def _switch(ctx: MessageContext, services: Services, flow: Flow) -> Answer:
    """Go on with the task that was named; what was entered for the other one waits."""
    task_id = (flow.question or "").removeprefix(SWITCH)
    other = await with_task(ctx, services, Flow(name=flow.name, pending=flow.pending), task_id) if task_id else None
    return await go_on(ctx, services, flow) if other is None else _waiting(stand(ctx, other, newly=True), flow)


async def _resume(ctx: MessageContext, services: Services, flow: Flow) -> Answer:
    """Go on with a report that was left; what it was about may be closed by now."""
    found = await still_open(ctx, services, flow)
    if found is None:
        task_is_gone = say("This task is not open to you, or no longer.")
        gone = task_is_gone if flow.task else say("This site is not open to you, or no longer.")
        elsewhere = await ask_site(ctx, services, flow.evolve(project=None, task=None, question=None), gone)
        return with_effects(elsewhere, denied(flow))
    return await go_on(ctx, services, found.evolve(question=None))


async def _start_anew(ctx: MessageContext, services: Services, flow: Flow) -> Answer:
    """Drop what was left unfinished; what was said when this was asked belongs to the new report."""
    anew = await go_on(ctx, services, Flow(name=flow.name, pending=flow.pending))
    return with_effects(anew, ({"effect": "drop_draft", "id": flow.id},))


async def _not_this(_ctx: MessageContext, _services: Services, flow: Flow) -> Answer:
    """Leave the report as it was, and ask what came for instead."""
    words = "\n".join(flow.pending.comments)
    files: list[dict[str, Any]] = [{**file, "caption": ""} for file in flow.pending.files] or [{"kind": "text"}]
    files[0]["caption"] = words
    left = {"effect": "keep_draft", "flow": flow.evolve(pending=Entry(), question=None).as_json()}
    return with_effects(screens.received(files), (left,))


def _waiting(answer: Answer, flow: Flow) -> Answer:
    """Let a report wait as a draft, as it was before something else was said."""
    left = flow.evolve(pending=Entry(), question=None)
    wait = {"effect": "drop_draft", "id": flow.id} if left.empty else aside(left)[0]
    return replace(answer, effects=(*answer.effects, wait))


MOVES: Mapping[str, Move] = {
    "finish": finish,
    "nothing_else": finish,
    "cancel": cancel,
    "this_task": _this_task,
    "other_task": _other_task,
    "other_site": _other_site,
    "done": done,
    "not_done": _not_done,
    "add_more": _add_more,
    "as_incident": _as_incident,
    "as_comment": _add_more,
    "leave_out": _leave_out,
    "switch": _switch,
    "stay": _add_more,
    "resume": _resume,
    "start_anew": _start_anew,
    "add_it": _resume,
    "not_this": _not_this,
}
