"""What a turn does to the report that is open, by what it means."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from pipeline import screens
from pipeline.answer import Answer, say
from pipeline.context import MessageContext
from pipeline.flows.answering import in_between
from pipeline.flows.asking import ask
from pipeline.flows.dialogues import enter
from pipeline.flows.entering import brought, entry_of
from pipeline.flows.meaning import Meaning
from pipeline.flows.moves import cancel, done
from pipeline.flows.state import Flow
from pipeline.flows.wording import is_no_percentage
from pipeline.intents import INTENTS
from pipeline.understanding.finding import named_project
from pipeline.understanding.framing import LONGEST_NAME, match_framed
from services import Services


async def leads_elsewhere(ctx: MessageContext, services: Services, flow: Flow) -> bool:
    """Say whether the text only names another site than the one of the task that is reported on."""
    if flow.task is None or entry_of(ctx, flow.name).files or len(ctx.text.split()) > LONGEST_NAME:
        return False
    project_id = await named_project(ctx, services, match_framed)
    return bool(project_id and flow.project and project_id != flow.project["id"])


async def _enter(ctx: MessageContext, services: Services, flow: Flow) -> Answer:
    entry = entry_of(ctx, flow.name)
    if entry.empty and flow.name == "update_progress" and is_no_percentage(ctx.text):
        return ask(ctx, flow, say("A percentage lies between 0 and 100."), moves=("finish", "cancel"))
    if entry.empty and not ctx.text:
        told = say("I cannot add that to the report; words, photos and places I can.")
        return ask(ctx, flow, told, moves=("finish", "cancel"))
    return await enter(ctx, services, flow, entry)


async def _finish(ctx: MessageContext, services: Services, flow: Flow) -> Answer:
    return await enter(ctx, services, flow, entry_of(ctx, flow.name), last=True)


async def _done(ctx: MessageContext, services: Services, flow: Flow) -> Answer:
    return await done(ctx, services, _with_files(ctx, flow))


async def _again(ctx: MessageContext, services: Services, flow: Flow) -> Answer:
    return await enter(ctx, services, flow, brought(ctx))


async def _menu(_ctx: MessageContext, _services: Services, _flow: Flow) -> Answer:
    return screens.menu(say("What would you like to do?"))


def _with_files(ctx: MessageContext, flow: Flow) -> Flow:
    return flow.evolve(pending=flow.pending.and_then(brought(ctx)))


async def _between(ctx: MessageContext, services: Services, flow: Flow) -> Answer:
    """Answer a question; one that is none of ours is said to be so, without the whole menu."""
    intent = ctx.intent or "general"
    answer = None if intent == "general" else await INTENTS[intent](ctx, services)
    return in_between(ctx, answer or Answer(sentences=(say("I cannot answer that."),)), _with_files(ctx, flow))


DOES: Mapping[Meaning, Callable[[MessageContext, Services, Flow], Awaitable[Answer]]] = {
    Meaning.ENTRY: _enter,
    Meaning.BETWEEN: _between,
    Meaning.FINISH: _finish,
    Meaning.DONE: _done,
    Meaning.AGAIN: _again,
    Meaning.MENU: _menu,
    Meaning.CANCEL: cancel,
}
