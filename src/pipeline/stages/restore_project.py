"""The last chosen project belongs to the person: a new session starts with it, and says so."""

from __future__ import annotations

import time
from dataclasses import dataclass

from errors import DatabaseError
from events import Event, log
from pipeline.answer import Sentence, say
from pipeline.context import MessageContext
from services.store import Store


@dataclass(frozen=True, slots=True)
class RestoreProject:
    """Gives a session its project back; a session that has one costs no query.

    It is written down with the turn: a turn that is tried again says it again.
    """

    store: Store

    async def __call__(self, ctx: MessageContext) -> MessageContext:
        """Restore the project, or tell the person that it is no longer open to them."""
        last = ctx.opened.last_project_id
        if ctx.project_id or not last:
            return ctx
        began = time.perf_counter()
        try:
            allowed = await self.store.may_access_project(ctx.person.id, last)
        except DatabaseError as error:
            log(Event.PROJECT_RESTORE_FAILED, reason=str(error))
            raise
        elapsed_ms = round((time.perf_counter() - began) * 1000, 2)
        ctx = ctx.evolve(effects=(*ctx.effects, {"effect": "restore_project"}))
        if not allowed:
            log(Event.PROJECT_DENIED, project_id=last, at="restore")
            return ctx.evolve(notices=(*ctx.notices, say("Your last site is no longer open to you.")))
        log(Event.PROJECT_RESTORED, project_id=last, elapsed_ms=elapsed_ms)
        return ctx.evolve(project_id=last, notices=(*ctx.notices, *_going_on(ctx.opened.last_project_name)))


def _going_on(name: str | None) -> tuple[Sentence, ...]:
    return (say("We go on with {project}.", project=name),) if name else ()
