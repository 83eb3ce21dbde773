"""A report that is open: what is said belongs to it, unless it clearly asks for something else."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline import screens
from pipeline.context import MessageContext
from pipeline.flows.answering import answered
from pipeline.flows.dialogues import ask_where_it_belongs
from pipeline.flows.entering import entry_of
from pipeline.flows.keeping import drafts, open_flow
from pipeline.flows.meaning import Meaning, meaning_of
from pipeline.flows.received import arrived
from pipeline.flows.state import Flow as Report
from pipeline.flows.turns import DOES, leads_elsewhere
from pipeline.reading import is_readable
from services import Services

_SILENCE_SECONDS = 2 * 3600
"""After so long nobody knows whether a photo still belongs to what was reported."""


@dataclass(frozen=True, slots=True)
class Flow:
    """Ends the walk with what the open report makes of the turn; lets everything else pass."""

    services: Services

    async def __call__(self, ctx: MessageContext) -> MessageContext:
        """Enter, finish, cancel, answer in between – or let the turn leave the report."""
        report = open_flow(ctx)
        if report is None:
            return _without(ctx)
        meaning = meaning_of(ctx, report)
        if meaning is Meaning.LEAVE:
            return ctx
        if meaning is Meaning.ENTRY and _is_doubtful(ctx, report):
            return ctx.answered(ask_where_it_belongs(ctx, report))
        if meaning is Meaning.ENTRY and await leads_elsewhere(ctx, self.services, report):
            return ctx
        return answered(ctx, await DOES[meaning](ctx, self.services, report))


def _without(ctx: MessageContext) -> MessageContext:
    """Ask what files are for when no word says it: the report that was left last, or another one."""
    files = arrived(ctx)
    if is_readable(ctx.message) and (ctx.intent != "general" or not files):
        return ctx
    left = next(iter(drafts(ctx)), None)
    if left and not entry_of(ctx, left.name).empty:
        return ctx.answered(ask_where_it_belongs(ctx, left))
    return ctx.answered(screens.received(files)) if files else ctx


def _is_doubtful(ctx: MessageContext, report: Report) -> bool:
    """Say whether what came may belong to something else by now."""
    return ctx.opened.silent_seconds > _SILENCE_SECONDS and not entry_of(ctx, report.name).empty
