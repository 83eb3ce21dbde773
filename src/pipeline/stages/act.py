"""Does what the text asks for."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.actions.opening import fresh_list, show_tasks
from pipeline.answer import Answer
from pipeline.context import MessageContext
from pipeline.farewell import farewell
from pipeline.finding import named_project
from pipeline.intents import INTENTS
from pipeline.names import match_exact, match_within
from services import Services

_FEW_WORDS = 4
"""A text this short that names a project means the project; a longer one says something about it."""

_SURE = 0.6
"""From here on the classifier knows better than a name that merely looks alike, or stands within the text."""

_CERTAIN = 0.95
"""From here on the text is known as it stands, and looking for a name is a query for nothing."""


@dataclass(frozen=True, slots=True)
class Act:
    """Opens what a few words name, or runs the intent's handler, and ends the walk."""

    services: Services

    async def __call__(self, ctx: MessageContext) -> MessageContext:
        """Answer the text."""
        answer = farewell(ctx.text) or await self._named(ctx) or await self._asked(ctx)
        return ctx.answered(answer or await fresh_list(ctx, self.services))

    async def _asked(self, ctx: MessageContext) -> Answer | None:
        return await INTENTS[ctx.intent or "general"](ctx, self.services)

    async def _named(self, ctx: MessageContext) -> Answer | None:
        """Open the project that a short text names and that nothing clearer is said about."""
        sure = ctx.confidence or 0 if ctx.intent != "general" else 0
        if sure >= _CERTAIN or len(ctx.text.split()) > _FEW_WORDS:
            return None
        project_id = await named_project(ctx, self.services, match_exact if sure >= _SURE else match_within)
        return await show_tasks(ctx, self.services, project_id) if project_id else None
