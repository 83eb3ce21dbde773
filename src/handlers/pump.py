"""The loop that the worker and the sender share: claim what is due, handle it side by side, rest, drain at the end."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from errors import DatabaseError
from services.interfaces import WakeUps
from services.patience import within

Item = TypeVar("Item")

_SHORTEST_REST_SECONDS = 0.02  # a lane that somebody else has locked stays due: do not ask for it without a pause
_LONGEST_OUTAGE_REST_SECONDS = 5.0
_BREATH_SECONDS = 0.02  # after a claim that found all there is: what becomes due meanwhile is claimed together
_ROOM_SECONDS = 0.005  # after the first of many has ended: others end as well, and make more room for one claim
_CLAIM_SECONDS = 4.0  # one that takes longer is left alone: what it finds in the end waits for its lease
_GIVE_BACK_SECONDS = 2.0


@dataclass(slots=True, kw_only=True)
class Pump(Generic[Item]):
    """Handles what `claim` gives, at most `room` at a time.

    `claim(n)` returns at most n items and the seconds until the next one is due; `handle` never raises; `release`
    gives back what a shutdown broke off; `lost` hears that the database is away.
    """

    topic: str
    wakeups: WakeUps
    claim: Callable[[int], Coroutine[Any, Any, tuple[Sequence[Item], float | None]]]
    handle: Callable[[Item], Coroutine[Any, Any, None]]
    release: Callable[[Item], Awaitable[None]]
    lost: Callable[[DatabaseError], None]
    room: int
    drain_seconds: float
    running: dict[asyncio.Task[None], Item] = field(default_factory=dict[asyncio.Task[None], Item])

    async def run(self, stopping: asyncio.Event) -> None:
        """Work until `stopping` is set (ring the bell with it), then let what runs come to its end."""
        outage = 0.0
        while not stopping.is_set():
            room = self.room - len(self.running)
            if room == 0:
                await asyncio.wait(self.running, return_when=asyncio.FIRST_COMPLETED)
                await asyncio.sleep(_ROOM_SECONDS)
                continue
            try:
                items, next_due_in = await within(_CLAIM_SECONDS, self.claim(room))
            except DatabaseError as error:
                self.lost(error)
                outage = min(2 * outage + 0.5, _LONGEST_OUTAGE_REST_SECONDS)
                await self._pause(stopping, outage)
                continue
            outage = 0.0
            self._start(items)
            if len(items) < room:
                await asyncio.sleep(_BREATH_SECONDS)
                await self._rest(next_due_in)
        await self._drain()

    def _start(self, items: Sequence[Item]) -> None:
        for item in items:
            task = asyncio.create_task(self.handle(item))
            self.running[task] = item
            task.add_done_callback(self.running.pop)

    async def _rest(self, next_due_in: float | None) -> None:
        longest = self.wakeups.poll_seconds
        seconds = longest if next_due_in is None else min(max(next_due_in, _SHORTEST_REST_SECONDS), longest)
        await self.wakeups.wait(self.topic, seconds)

    async def _pause(self, stopping: asyncio.Event, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await stopping.wait()
        except TimeoutError:
            return

    async def _drain(self) -> None:
        """Let what runs come to its end, break the rest off and give it back; a database that hangs holds nobody up."""
        if not self.running:
            return
        await asyncio.wait(self.running, timeout=self.drain_seconds)
        left = dict(self.running)
        for task in left:
            task.cancel()
        with suppress(DatabaseError):  # then the leases end by themselves
            await within(_GIVE_BACK_SECONDS, self._give_back(left))

    async def _give_back(self, left: Mapping[asyncio.Task[None], Item]) -> None:
        await asyncio.gather(*left, return_exceptions=True)
        await asyncio.gather(*map(self.release, left.values()))
