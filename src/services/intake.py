"""Makes what came in durable: in the database, or in the spool while the database is away.

As long as something waits in the spool, everything goes behind it: nobody's newer message overtakes an older one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

from errors import DatabaseError, InvalidInputError, RelaisError, place_of
from events import Event as LogEvent
from events import log
from messages import Event, InboundMessage, StatusUpdate
from services.interfaces import WakeUps
from services.patience import within
from services.spool import Refused, Spool
from services.store import Store
from services.together import Together

_PATIENCE_SECONDS, _PATIENCE_PER_EVENT = 0.8, 0.002
"""How long the database may take before the spool is tried; a batch of a thousand is not an outage."""
_SHORTEST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 0.1, 2.0
"""Between two attempts to drain."""
_LOOK_SECONDS = 5.0
"""How often to look for what dead neighbours left in the spool."""


class Intake:
    """Where the door hands over what it read. Without a spool the database is the only place."""

    def __init__(
        self, store: Store, spool: Spool | None, *, wakeups: WakeUps, prompt: Callable[[InboundMessage], bool]
    ) -> None:
        """Keep the parts; `prompt` says which message must not wait for a burst."""
        self.spool = spool
        self._store = store
        self._wakeups = wakeups
        self._prompt = prompt
        self._spooled = asyncio.Event()
        self._receive_together = Together(self._receive, alone=self._receive_alone)
        self._apply_together = Together(self._apply, alone=self._apply_alone)

    async def receive(self, events: Sequence[Event]) -> bool:
        """Return when the events of a webhook are durable: True in the database, False in the spool.

        Raises:
            DatabaseError: they are not, and there is no spool.
            SpoolError: they are not; the disk took nothing either.
        """
        if self.spool is None or not events:
            await self._write(events)
            return True
        events = _arrived(events)  # for the direct way too: a call that hangs may take effect behind later ones
        if self.spool.events == 0:
            try:
                await within(_PATIENCE_SECONDS + _PATIENCE_PER_EVENT * len(events), self._write(events))
            except DatabaseError as error:
                if self.spool.events == 0:
                    log(LogEvent.SPOOL_BEGAN, reason=str(error))
            else:
                return True
        await self.spool.append(events)
        self._spooled.set()
        return False

    async def open(self) -> None:
        """Take over what earlier processes left, so that the first webhook finds its place behind it."""
        if self.spool is not None:
            await self.spool.adopt()
            if self.spool.events:
                log(LogEvent.SPOOL_FOUND, events=self.spool.events)

    async def run(self) -> None:
        """Drain the spool whenever something is in it, until cancelled."""
        if self.spool is not None:
            while True:
                self._spooled.clear()
                await self._drain_at_last(self.spool)
                await self._rest()

    async def close(self) -> None:
        """Let go of the spool; what is not drained is for the next process."""
        if self.spool is not None:
            await self.spool.close()

    async def _rest(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(_LOOK_SECONDS):
                await self._spooled.wait()

    async def _drain_at_last(self, spool: Spool) -> None:
        """Return when the spool was empty for a moment, however long that takes."""
        pause = _SHORTEST_PAUSE_SECONDS
        while True:
            try:
                return await self._drain(spool)
            except RelaisError as error:
                log(LogEvent.SPOOL_WAITS, events=spool.events, reason=str(error))
            except Exception as error:  # noqa: BLE001 - a bug must not end the loop: what waits was acknowledged
                log(LogEvent.UNEXPECTED, reason=place_of(error))
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)

    async def _drain(self, spool: Spool) -> None:
        await spool.adopt()
        count = 0
        while (chunk := await spool.next()) is not None:
            await spool.forget(chunk, refused=await self._take(chunk.events))
            count += len(chunk.events)
        if count:
            log(LogEvent.SPOOL_DRAINED, events=count)

    async def _take(self, events: Sequence[Event]) -> list[Refused]:
        """Write events down; return those that the database refuses for good, found by halving."""
        try:
            await self._write(events)
        except InvalidInputError as error:
            if len(events) == 1:
                return [(events[0], str(error))]
            middle = len(events) // 2
            return [*await self._take(events[:middle]), *await self._take(events[middle:])]
        return []

    async def _write(self, events: Sequence[Event]) -> None:
        """Write events down in the database, together with those of other webhooks that came at the same time."""
        if messages := [event for event in events if isinstance(event, InboundMessage)]:
            await self._receive_together(messages)
        if statuses := [event for event in events if isinstance(event, StatusUpdate)]:
            await self._apply_together(statuses)

    async def _receive(self, webhooks: Sequence[Sequence[InboundMessage]]) -> Sequence[None]:
        messages = [message for webhook in webhooks for message in webhook]
        stored = await self._store.receive_events(messages, prompt=self._prompt)
        if stored:
            self._wakeups.ring("turns")
        log(LogEvent.WEBHOOK_RECEIVED, stored=stored, messages=len(messages), webhooks=len(webhooks))
        return [None] * len(webhooks)

    async def _receive_alone(self, webhook: Sequence[InboundMessage]) -> None:
        await self._receive([webhook])

    async def _apply(self, webhooks: Sequence[Sequence[StatusUpdate]]) -> Sequence[None]:
        statuses = [status for webhook in webhooks for status in webhook]
        applied = await self._store.apply_statuses(statuses)
        if applied:
            self._wakeups.ring("replies")
        log(LogEvent.STATUSES_RECEIVED, applied=applied, statuses=len(statuses), webhooks=len(webhooks))
        return [None] * len(webhooks)

    async def _apply_alone(self, webhook: Sequence[StatusUpdate]) -> None:
        await self._apply([webhook])


def _arrived(events: Sequence[Event]) -> list[Event]:
    """Note on each message that it came now: the database may see it later."""
    now = datetime.now(UTC)
    return [replace(event, received_at=now) if isinstance(event, InboundMessage) else event for event in events]
