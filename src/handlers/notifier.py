"""Tells the company what it is to be told, aside: no turn ever waits for its address."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from errors import DatabaseError, NotificationDeferredError, NotificationError, NotificationRefusedError, place_of
from events import Event, bind, log
from handlers.pump import Pump
from services.backoff import backoff
from services.company import Company
from services.interfaces import WakeUps
from services.store import Store
from services.store.notifications import DueNotification

_SIDE_BY_SIDE = 4


@dataclass(slots=True, kw_only=True)
class Notifier:
    """Posts notifications to the company until each is taken, or given up after `max_attempts`."""

    store: Store
    company: Company
    wakeups: WakeUps
    lease_seconds: float
    max_attempts: int
    retry_base_seconds: float
    drain_seconds: float
    _pump: Pump[DueNotification] = field(init=False)

    def __post_init__(self) -> None:
        """Wire the loop."""
        self._pump = Pump(
            topic="notifications",
            wakeups=self.wakeups,
            claim=self._claim,
            handle=self.handle,
            release=self._release,
            lost=self.store.note_outage,
            room=_SIDE_BY_SIDE,
            drain_seconds=self.drain_seconds,
        )

    async def run(self, stopping: asyncio.Event) -> None:
        """Post until `stopping` is set, then let what runs come to its end."""
        await self._pump.run(stopping)

    async def handle(self, due: DueNotification) -> None:
        """Take one notification to its end: taken, waiting for another try, or given up."""
        with bind(subcontractor_id=due.subcontractor_id):
            try:
                if error := await self._try(due):
                    await self._fail(due, error)
            except DatabaseError as error:  # the lease ends, and it is posted again under the same id
                self.store.note_outage(error)

    async def _try(self, due: DueNotification) -> NotificationError | None:
        """Post a notification and return what went wrong, if anything did."""
        if due.attempts > self.max_attempts:  # its notifiers died: nobody was left to say why
            return NotificationRefusedError(f"given up after {due.attempts - 1} attempts that never came to an end")
        try:
            await self.company.tell(due.id, due.body)
        except NotificationError as error:
            return error
        except Exception as error:  # noqa: BLE001 - one notification's bug must not end the notifier
            log(Event.UNEXPECTED, reason=place_of(error))
            return NotificationDeferredError(place_of(error))
        await self.store.notification_sent(due)
        log(Event.COMPANY_TOLD, kind=due.kind, notification_id=due.id, attempts=due.attempts)
        return None

    async def _fail(self, due: DueNotification, error: NotificationError) -> None:
        """Try a notification again later, or give it up: then an operator must look."""
        is_over = not error.retryable or due.attempts >= self.max_attempts
        log(
            Event.COMPANY_NOT_TOLD if is_over else Event.COMPANY_DEFERRED,
            kind=due.kind,
            notification_id=due.id,
            reason=str(error),
            attempts=due.attempts,
        )
        pause = None if is_over else self._pause(error, due.attempts)
        await self.store.notification_failed(due, error=str(error), retry_seconds=pause)
        self.wakeups.ring_here("notifications")  # it has a new time, perhaps before the pump's rest ends

    def _pause(self, error: NotificationError, attempts: int) -> float:
        """Wait as long as the company says, but never shorter than our own back-off."""
        asked = error.retry_after if isinstance(error, NotificationDeferredError) else None
        return max(asked or 0.0, backoff(attempts, self.retry_base_seconds))

    async def _claim(self, room: int) -> tuple[Sequence[DueNotification], float | None]:
        claimed = await self.store.claim_notifications(room, lease_seconds=self.lease_seconds)
        return claimed.notifications, claimed.next_due_in

    async def _release(self, due: DueNotification) -> None:
        """Let somebody else begin at once with what a shutdown broke off."""
        await self.store.notification_failed(due, error="broken off by a shutdown", retry_seconds=0)
