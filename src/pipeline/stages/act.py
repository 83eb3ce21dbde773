"""Does what the text asks for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from pipeline import screens
from pipeline.actions.opening import fresh_list, show_task, show_tasks
from pipeline.answer import Answer, say
from pipeline.context import MessageContext
from pipeline.farewell import farewell
from pipeline.flows.answering import answered
from pipeline.intents import INTENTS
from pipeline.understanding.certainty import CERTAIN, SURE
from pipeline.understanding.finding import named_project, named_task
from pipeline.understanding.framing import LONGEST_NAME, bare, match_framed
from pipeline.understanding.guesses import guesses
from pipeline.understanding.menu_words import asks_for_menu
from pipeline.understanding.names import match_exact, match_whole
from services import Services

_LOOK_FOR_NAMES = frozenset({"list_tasks", "task_details", "view_documents"})
"""Intents whose handlers find by themselves what the text names."""


@dataclass(frozen=True, slots=True)
class Act:
    """Opens what the text names and says nothing else about, or runs the intent's handler, and ends the walk."""

    services: Services

    async def __call__(self, ctx: MessageContext) -> MessageContext:
        """Answer the text."""
        answer = farewell(ctx.text) or _menu(ctx.text) or await self._named(ctx) or await self._asked(ctx)
        return answered(ctx, answer or await fresh_list(ctx, self.services))

    async def _asked(self, ctx: MessageContext) -> Answer | None:
        answer = await INTENTS[ctx.intent or "general"](ctx, self.services)
        return _with_alternative(ctx, answer) if answer else None

    async def _named(self, ctx: MessageContext) -> Answer | None:
        """Open the site, or the task of the open one, that is all the text says; a sure intent is no misspelt one."""
        sure = ctx.confidence or 0 if ctx.intent != "general" else 0
        if sure >= CERTAIN or ctx.intent in _LOOK_FOR_NAMES or len(bare(ctx.text).split()) > LONGEST_NAME:
            return None
        match = partial(match_framed, match=match_exact if sure >= SURE else match_whole)
        if project_id := await named_project(ctx, self.services, match):
            return await show_tasks(ctx, self.services, project_id)
        task_id = await named_task(ctx, self.services, match) if ctx.project_id else None
        return await show_task(ctx, self.services, task_id) if task_id else None


def _menu(text: str) -> Answer | None:
    return screens.menu(say("What would you like to do?")) if asks_for_menu(text) else None


def _with_alternative(ctx: MessageContext, answer: Answer) -> Answer:
    """Offer what else may be meant when that is not sure, and when the answer has room for it."""
    others = guesses(ctx)[:1] if (ctx.confidence or 0) < SURE else ()
    if answer.choices or not others:
        return answer
    return replace(answer, sentences=(*answer.sentences, say("Or did you mean something else?")), choices=others)
