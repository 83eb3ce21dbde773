"""The conversation: looked up once per turn, here; every later stage reads it from the context."""

from __future__ import annotations

from dataclasses import dataclass

from events import Event, log
from pipeline.context import SHOWN_BY, MessageContext
from services.store import Store

HISTORY = 20
"""Messages that later stages may look back on."""


@dataclass(frozen=True, slots=True)
class OpenSession:
    """Opens the person's session, or goes on with it; if the database fails, so does the turn."""

    store: Store

    async def __call__(self, ctx: MessageContext) -> MessageContext:
        """Put `session_id` and what is known of the conversation into the context."""
        action = ctx.tapped_action
        tools = SHOWN_BY.get(action.name, ()) if action else ()
        opened = await self.store.open_session(ctx.person.id, reply_to=ctx.reply_to, history=HISTORY, tools=tools)
        if opened.ended:
            log(Event.SESSION_ENDED, session_id=opened.ended["session_id"], reason=opened.ended["reason"])
        log(Event.SESSION_CREATED if opened.created else Event.SESSION_REUSED, session_id=opened.session_id)
        return ctx.evolve(session_id=opened.session_id, session=opened, project_id=opened.project_id)
