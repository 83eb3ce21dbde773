"""Claims turns, walks each through the pipeline, and finishes or fails it. One person's turns never overlap."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from errors import (
    DatabaseBusyError,
    DatabaseError,
    DatabaseUnavailableError,
    LeaseLostError,
    RelaisError,
    place_of,
)
from events import Event, bind, log
from handlers.canonical import log_dead, log_handled
from handlers.pump import Pump
from handlers.typing import Typing
from pipeline.apology import apology
from pipeline.commit import turn_result
from pipeline.context import MessageContext
from pipeline.pipeline import MessagePipeline
from services import Services
from services.backoff import backoff
from services.interfaces import WakeUps
from services.live_sessions import LiveSessions
from services.store import Turn
from tracing import Traced, tracer

_COMPANY_IS_TOLD = frozenset({"escalate", "remind_team", "report_incident"})
"""Effects that write a notification."""


@dataclass(slots=True, kw_only=True)
class Worker:
    """Runs up to `concurrency` turns side by side; nothing of them is kept here that the database does not know."""

    services: Services
    pipeline: MessagePipeline
    wakeups: WakeUps
    live: LiveSessions
    concurrency: int
    lease_seconds: float
    max_attempts: int
    retry_base_seconds: float
    drain_seconds: float
    _pump: Pump[Turn] = field(init=False)
    _typing: Typing = field(init=False)

    def __post_init__(self) -> None:
        """Wire the loop."""
        self._typing = Typing(self.services.channels)
        self._pump = Pump(
            topic="turns",
            wakeups=self.wakeups,
            claim=self._claim,
            handle=self.handle,
            release=self._release,
            lost=self.services.store.note_outage,
            room=self.concurrency,
            drain_seconds=self.drain_seconds,
        )

    async def run(self, stopping: asyncio.Event) -> None:
        """Work until `stopping` is set, then let what runs come to its end, `drain_seconds` at most."""
        renewal = asyncio.create_task(self._renew())
        try:
            await self._pump.run(stopping)
        finally:
            renewal.cancel()
            await self._typing.close()

    async def handle(self, turn: Turn) -> None:
        """Take one turn to its end; whatever happens, the lane is left in order."""
        first, person_id = turn.messages[0], turn.person.id if turn.person else None
        with bind(message_id=first.provider_message_id, channel=first.channel, subcontractor_id=person_id):
            try:
                with tracer().turn(_traced(turn)):
                    async with self._typing.shown(turn):
                        await self._walk(turn)
            except LeaseLostError:
                log(Event.LEASE_LOST)
            except DatabaseBusyError as error:
                await self._fail(turn, str(error))
            except DatabaseUnavailableError as error:
                await self._give_back(turn, error)
            except RelaisError as error:
                await self._fail(turn, str(error))
            except Exception as error:  # noqa: BLE001 - a turn's bug must not end the worker: tried again, then dead
                log(Event.UNEXPECTED, reason=place_of(error))
                await self._fail(turn, place_of(error))

    async def _walk(self, turn: Turn) -> None:
        if turn.attempts > self.max_attempts:  # its workers died: nobody was left to say why
            await self._fail(turn, f"given up after {turn.attempts - 1} attempts that never came to an end")
            return
        began = time.perf_counter()
        ctx = await self.pipeline.run(MessageContext(turn=turn, language=self.services.default_language))
        self.live.note(await self.services.store.finish_turn(turn, {**turn_result(ctx), **self.live.wish}))
        if ctx.drafts:
            self.wakeups.ring("replies")
        if any("media" in message.content for message in turn.messages):
            self.wakeups.ring("media")
        if self.services.company_is_told and ctx.effect_names & _COMPANY_IS_TOLD:
            self.wakeups.ring("notifications")
        self.wakeups.ring_here("turns")  # more of this person may wait
        if "escalate" in ctx.effect_names:
            log(Event.SESSION_ENDED, session_id=ctx.session_id, reason="escalation")
        tracer().handled(_traced(turn), ctx.outcomes)
        log_handled(ctx, elapsed_ms=round((time.perf_counter() - began) * 1000, 2))
        if ctx.session and ctx.session.ended:
            await self.live.refresh(ctx.session.ended["session_id"])

    async def _give_back(self, turn: Turn, error: DatabaseError) -> None:
        """Leave the turn for later: an outage is no fault of its message, and uses up no attempt."""
        log(Event.TURN_FAILED, attempts=turn.attempts, reason=str(error))
        with suppress(DatabaseError):  # the lease ends by itself
            await self.services.store.release_turn(turn, pause_seconds=backoff(1, self.retry_base_seconds))
        self.wakeups.ring_here("turns")

    async def _fail(self, turn: Turn, reason: str) -> None:
        """Try the turn again later, or set it aside and tell the person once."""
        try:
            state = await self.services.store.fail_turn(
                turn,
                error=reason,
                retry_seconds=backoff(turn.attempts, self.retry_base_seconds),
                apology=self._apology(turn),
            )
        except DatabaseError as error:  # the lease ends by itself, and the next claim counts this attempt
            log(Event.TURN_FAILED, attempts=turn.attempts, reason=f"{reason}; not written down: {error}")
            return
        self.wakeups.ring_here("turns")  # the lane has a new time, perhaps before the pump's rest ends
        if state == "retry":
            log(Event.TURN_FAILED, attempts=turn.attempts, reason=reason)
            return
        log(Event.TURN_DEAD, attempts=turn.attempts, reason=reason)
        log_dead(turn)
        tracer().handled(_traced(turn)[:1], ("dead",))
        self.wakeups.ring("replies")

    def _apology(self, turn: Turn) -> list[dict[str, Any]]:
        """Return what the person is told if this was the last try; that nothing can be said is no reason to go on."""
        if turn.attempts < self.max_attempts:
            return []
        try:
            return apology(turn, self.services.channels, self.services.default_language)
        except Exception as error:  # noqa: BLE001 - whatever broke the turn may break this too
            log(Event.UNEXPECTED, reason=place_of(error))
            return []

    async def _claim(self, room: int) -> tuple[Sequence[Turn], float | None]:
        claim = await self.services.store.claim_turns(room)
        return claim.turns, claim.next_due_in

    async def _release(self, turn: Turn) -> None:
        with suppress(DatabaseError):  # the lease ends by itself
            await self.services.store.release_turn(turn)

    async def _renew(self) -> None:
        """Keep the lanes of turns that take long."""
        while True:
            await asyncio.sleep(self.lease_seconds / 3)
            if self._pump.running:
                with suppress(DatabaseError):  # the fence in finish_turn decides, not this
                    await self.services.store.renew_leases(list(self._pump.running.values()))


def _traced(turn: Turn) -> list[Traced]:
    return [
        Traced(
            channel=message.channel,
            provider_message_id=message.provider_message_id,
            kind=message.kind,
            received_at=message.received_at,
        )
        for message in turn.messages
    ]
