"""A language model, where one is configured: it reads what the classifier does not, and answers questions in words.

Whatever happens to it, the walk goes on as if there were none.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from functools import partial

from events import Event, log
from pipeline.assistant import Asking, answer_question, understand
from pipeline.context import MessageContext
from pipeline.farewell import farewell
from pipeline.understanding.certainty import SURE
from pipeline.understanding.finding import named_project, named_task
from pipeline.understanding.framing import match_framed
from pipeline.understanding.names import match_whole
from services import Services

_WORDS = re.compile(r"[^\W\d_]{2,}")
_FEWEST_WORDS = 2


@dataclass(frozen=True, slots=True)
class AskModel:
    """Asks within `seconds` in all, and only on a turn's first attempt: what a model broke is answered without it."""

    services: Services
    seconds: float = 20

    async def __call__(self, ctx: MessageContext) -> MessageContext:
        """Let the model help; a text that needs none, or means a site by its name, passes."""
        model = self.services.model
        if model is None or not _needs_help(ctx) or await self._is_a_name(ctx):
            return ctx
        if not await self.services.store.model_tokens_left(ctx.person.id):
            log(Event.MODEL_LIMITED)
            return ctx
        asking = Asking(model=model, until=time.monotonic() + self.seconds)
        ctx = await self._helped(ctx, asking)
        return ctx.evolve(costs=(*ctx.costs, *asking.costs))

    async def _helped(self, ctx: MessageContext, asking: Asking) -> MessageContext:
        if _is_unsure(ctx):
            ctx = await understand(ctx, asking)
        if ctx.intent != "general" or asking.deferred:
            return ctx
        answer = await answer_question(ctx, self.services, asking)
        return ctx.answered(answer) if answer else ctx

    async def _is_a_name(self, ctx: MessageContext) -> bool:
        """Say whether the text is the name of a site or a task: that is opened, whatever else may be made of it."""
        match = partial(match_framed, match=match_whole)
        if await named_project(ctx, self.services, match):
            return True
        return bool(ctx.project_id and await named_task(ctx, self.services, match))


def _needs_help(ctx: MessageContext) -> bool:
    """Say whether a text of some words is unclear, or asks for what no button does."""
    if ctx.turn.attempts > 1 or ctx.opened.flow or ctx.tap or farewell(ctx.text):
        return False
    return len(_WORDS.findall(ctx.text)) >= _FEWEST_WORDS and (_is_unsure(ctx) or ctx.intent == "general")


def _is_unsure(ctx: MessageContext) -> bool:
    return ctx.confidence is None or ctx.confidence < SURE
