"""Takes reply parts that are due and hands them to their channel: in order per person, people side by side."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from errors import DatabaseError, SendDeferredError, SendError, SendUnknownError, place_of
from events import Event, bind, log
from handlers.pump import Pump
from messages import OutgoingPart, Part
from services import Services
from services.backoff import backoff
from services.interfaces import WakeUps
from services.store import DueReply
from tracing import tracer

_OUTCOMES: tuple[tuple[type[SendError], str, Event], ...] = (
    (SendDeferredError, "deferred", Event.REPLY_DEFERRED),
    (SendUnknownError, "unknown", Event.REPLY_UNKNOWN),
    (SendError, "refused", Event.REPLY_REFUSED),
)
"""What becomes of a part that was not taken, by the error's class: the first that fits."""

_CATCH_UP_SECONDS = 5.0
"""What the doors get after an outage to write down the statuses that came meanwhile."""


@dataclass(slots=True, kw_only=True)
class Sender:
    """Sends to up to `concurrency` people side by side; `statuses_wait` says whether the spool may hold some."""

    services: Services
    wakeups: WakeUps
    concurrency: int
    retry_base_seconds: float
    drain_seconds: float
    statuses_wait: Callable[[], bool]
    _unsure_until: float = field(init=False, default=0.0)
    _pump: Pump[DueReply] = field(init=False)

    def __post_init__(self) -> None:
        """Wire the loop."""
        self._pump = Pump(
            topic="replies",
            wakeups=self.wakeups,
            claim=self._claim,
            handle=self.handle,
            release=self._release,
            lost=self.services.store.note_outage,
            room=self.concurrency,
            drain_seconds=self.drain_seconds,
        )

    async def run(self, stopping: asyncio.Event) -> None:
        """Send until `stopping` is set, then let what runs come to its end."""
        await self._pump.run(stopping)

    async def handle(self, reply: DueReply) -> None:
        """Send a person's parts one after the other, until nothing is due for them."""
        due: DueReply | None = reply
        while due is not None:
            with bind(channel=due.channel, subcontractor_id=due.contact_id):
                try:
                    due = await self._send(due)
                except DatabaseError as error:  # stands as 'sending': the lease ends, then its status decides
                    self.services.store.note_outage(error)
                    return

    async def _send(self, reply: DueReply) -> DueReply | None:
        """Send one part, write down what came of it, and return the person's next."""
        store = self.services.store
        if time.monotonic() > reply.held_until:  # frozen or starved meanwhile: somebody else may be sending it
            log(Event.SEND_LEASE_LOST, reply_id=reply.reply_id)
            return None
        began = time.perf_counter()
        try:
            with tracer().send(reply.payload, {"messaging.system": "whatsapp", "relais.channel": reply.channel}):
                provider_message_id = await self._hand_over(reply)
        except SendError as error:
            outcome, event = next((name, event) for kind, name, event in _OUTCOMES if isinstance(error, kind))
            log(event, reply_id=reply.reply_id, attempts=reply.attempts, reason=str(error), code=error.provider_code)
            following = await store.reply_failed(
                reply, outcome=outcome, error=str(error), retry_seconds=self._pause(error, reply.attempts)
            )
            self.wakeups.ring_here("replies")  # the lane has a new time, perhaps before the pump's rest ends
            return following
        log(
            Event.REPLY_SENT,
            reply_id=reply.reply_id,
            provider_message_id=provider_message_id,
            attempts=reply.attempts,
            elapsed_ms=round((time.perf_counter() - began) * 1000, 2),
        )
        following = await store.reply_sent(reply, provider_message_id)
        if following is None:
            self.wakeups.ring_here("replies")  # a lane that was lost meanwhile is due again
        return following

    async def _hand_over(self, reply: DueReply) -> str:
        channel = self.services.channels.get(reply.channel)
        if channel is None:
            raise SendDeferredError(f"the channel {reply.channel} is not configured here")
        outgoing = OutgoingPart(reply_id=reply.reply_id, recipient=reply.recipient, part=Part.from_json(reply.payload))
        try:
            return await channel.send(outgoing)
        except SendError:
            raise
        except Exception as error:
            log(Event.UNEXPECTED, reason=place_of(error))
            raise SendUnknownError(f"{type(error).__name__} while sending") from error

    def _pause(self, error: SendError, attempts: int) -> float:
        """Wait as long as the provider says, but never shorter than our own back-off."""
        asked = error.retry_after if isinstance(error, SendDeferredError) else None
        return max(asked or 0.0, backoff(attempts, self.retry_base_seconds))

    async def _claim(self, room: int) -> tuple[Sequence[DueReply], float | None]:
        try:
            claim = await self.services.store.claim_replies(room, resend_seconds=self._resend_seconds())
        except DatabaseError:
            self._unsure_until = time.monotonic() + _CATCH_UP_SECONDS
            raise
        return claim.replies, claim.next_due_in

    def _resend_seconds(self) -> float:
        """Wait with what may have been sent while its status may still be under way: in a spool, after an outage."""
        unsure = self.statuses_wait() or time.monotonic() < self._unsure_until
        return _CATCH_UP_SECONDS if unsure else 0.0

    async def _release(self, _reply: DueReply) -> None:
        """Leave a broken-off part as 'sending': nobody knows whether the provider took it."""
