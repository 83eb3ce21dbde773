"""How every report goes: it begins, is placed, collects, and goes on after each turn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from pipeline.answer import Answer, say
from pipeline.context import MessageContext
from pipeline.flows.asking import offering
from pipeline.flows.entering import brought, entry_of, opening_entry, taken
from pipeline.flows.incident import Incident
from pipeline.flows.keeping import aside, drafts, open_flow, with_effects
from pipeline.flows.places import chosen, with_task
from pipeline.flows.progress import Progress
from pipeline.flows.received import received_files
from pipeline.flows.state import Entry, Flow, FlowName
from pipeline.flows.telling import subject, unfinished
from services import Services


class Dialogue(Protocol):
    """What differs between reports."""

    def placed(self, flow: Flow, /) -> bool:
        """Say whether it is known what the report is about."""
        ...

    async def place(self, ctx: MessageContext, services: Services, flow: Flow, /) -> Flow | Answer:
        """Find out what the report is about; an answer asks for it."""
        ...

    async def choose(
        self, ctx: MessageContext, services: Services, flow: Flow, project_id: str | None, /
    ) -> Flow | Answer:
        """Go on with a site that was chosen, or ask for one."""
        ...

    def prompt(self, ctx: MessageContext, flow: Flow, /) -> Answer:
        """Say what can be entered, as long as nothing is."""
        ...

    def confirm(self, ctx: MessageContext, flow: Flow, /) -> Answer:
        """Confirm briefly what was entered so far."""
        ...

    async def doubt(self, ctx: MessageContext, services: Services, flow: Flow, entry: Entry, /) -> Flow | Answer:
        """Ask what is meant before an entry, pending already, is taken; or return the flow that takes it."""
        ...

    async def finish(self, ctx: MessageContext, services: Services, flow: Flow, /) -> Answer:
        """End the report, or ask what is left to ask."""
        ...


DIALOGUES: Mapping[FlowName, Dialogue] = {"update_progress": Progress(), "report_incident": Incident()}


async def begin(ctx: MessageContext, services: Services, name: FlowName) -> Answer:
    """Begin a report with what the turn says of it already; one that is open or unfinished is not begun twice."""
    entry = opening_entry(ctx, name).and_then(received_files(ctx))
    flow = open_flow(ctx)
    if flow and flow.name == name:
        return await enter(ctx, services, flow, entry)
    unfinished_one = next((draft for draft in drafts(ctx) if draft.name == name), None)
    if unfinished_one:
        return _ask_to_resume(unfinished_one, entry)
    return await go_on(ctx, services, Flow(name=name, pending=entry))


async def go_on(ctx: MessageContext, services: Services, flow: Flow) -> Answer:
    """Place the report if need be, take what is pending, and say where it stands."""
    dialogue = DIALOGUES[flow.name]
    if not dialogue.placed(flow):
        found = await dialogue.place(ctx, services, flow)
        if isinstance(found, Answer):
            return found
        return stand(ctx, found, newly=True)
    return stand(ctx, flow)


def stand(ctx: MessageContext, flow: Flow, *, newly: bool = False) -> Answer:
    """Say where a placed report stands; one that was placed just now becomes the person's choice."""
    dialogue, flow = DIALOGUES[flow.name], taken(flow)
    answer = dialogue.prompt(ctx, flow) if flow.empty else dialogue.confirm(ctx, flow)
    return with_effects(answer, chosen(flow)) if newly else answer


async def enter(ctx: MessageContext, services: Services, flow: Flow, entry: Entry, *, last: bool = False) -> Answer:
    """Take what a turn adds to an open report; `last`: the turn ends the report, too."""
    dialogue, more = DIALOGUES[flow.name], flow.evolve(pending=flow.pending.and_then(entry))
    if entry.empty and not last:
        return await _again(ctx, services, flow)
    found = await dialogue.doubt(ctx, services, more, entry)
    if isinstance(found, Answer):
        return found
    if not dialogue.placed(found):
        return await go_on(ctx, services, found)
    if last:
        return await dialogue.finish(ctx, services, taken(found))
    return stand(ctx, found, newly=(found.project, found.task) != (flow.project, flow.task))


async def _again(ctx: MessageContext, services: Services, flow: Flow) -> Answer:
    """Say once more what can be entered, after a turn that adds nothing."""
    if flow.question == "task":
        return await go_on(ctx, services, flow.evolve(project=None, task=None, question=None))
    if not DIALOGUES[flow.name].placed(flow):
        return await go_on(ctx, services, flow)
    return DIALOGUES[flow.name].prompt(ctx, taken(flow))


async def site_chosen(ctx: MessageContext, services: Services, name: FlowName, project_id: str) -> Answer:
    """Go on with the report that asked for a site; an older list begins a new one."""
    found = await DIALOGUES[name].choose(ctx, services, _asking(ctx, name), project_id)
    return found if isinstance(found, Answer) else stand(ctx, found, newly=True)


async def task_chosen(ctx: MessageContext, services: Services, task_id: str) -> Answer | None:
    """Go on with the update that asked for its task; None when the task is not open to the person."""
    found = await with_task(ctx, services, _asking(ctx, "update_progress"), task_id)
    return stand(ctx, found, newly=True) if found else None


def _ask_to_resume(draft: Flow, entry: Entry) -> Answer:
    """Ask whether an unfinished report goes on; what was said meanwhile waits with it."""
    waiting = _asked(draft, entry)
    answer = offering(Answer(sentences=(unfinished(draft),)), draft, "resume", "start_anew", "cancel")
    return with_effects(answer, ({"effect": "keep_draft", "flow": waiting.as_json()},))


def ask_where_it_belongs(ctx: MessageContext, draft: Flow) -> Answer:
    """Ask whether a photo or a comment belongs to the report that was left; nothing is guessed."""
    waiting = _asked(draft, entry_of(ctx, draft.name))
    told = say("Does this belong to your report on “{subject}”?", subject=subject(draft))
    answer = offering(Answer(sentences=(told,)), draft, "add_it", "not_this")
    return with_effects(answer, aside(waiting))


def _asked(draft: Flow, entry: Entry) -> Flow:
    """Let an entry wait with a draft; what waited there for the answer to another question belongs to it."""
    draft = draft if draft.question == "resume" else draft.settled()
    return draft.evolve(pending=draft.pending.and_then(entry), question="resume")


def _asking(ctx: MessageContext, name: FlowName) -> Flow:
    flow = open_flow(ctx)
    waits = flow is not None and flow.name == name and not DIALOGUES[name].placed(flow)
    asking = flow if flow and waits else Flow(name=name)
    return asking.evolve(pending=asking.pending.and_then(brought(ctx)))
