"""The conversation: looked up once per turn, here; every later stage reads it from the context."""

from __future__ import annotations

from dataclasses import dataclass

from events import Event, bind, log
from pipeline.context import MessageContext
from services.store import Store

HISTORY = 20
"""Messages that later stages may look back on."""


@dataclass(frozen=True, slots=True)
class OpenSession:
    """Opens the person's session, or goes on with it; if the database fails, so does the turn."""

    store: Store

    async def __call__(self, ctx: MessageContext) -> MessageContext:
        """Put `session_id` and what is known of the conversation into the context."""
        reply_to = ctx.message.content.get("reply_to")
        opened = await self.store.open_session(ctx.person.id, reply_to=reply_to, history=HISTORY)
        if opened.ended:
            log(Event.SESSION_ENDED, session_id=opened.ended["session_id"], reason=opened.ended["reason"])
        with bind(session_id=opened.session_id):
            log(Event.SESSION_CREATED if opened.created else Event.SESSION_REUSED)
        return ctx.evolve(session_id=opened.session_id, session=opened, project_id=opened.project_id)
