"""Shows that a message was read and that an answer is on its way, for as long as its turn runs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from pipeline.reading import is_silent
from services.interfaces import Channel
from services.store import Turn

_REPEAT_SECONDS = 20
"""WhatsApp takes the indicator away after 25 seconds."""


@dataclass(frozen=True, slots=True)
class Typing:
    """Calls the channel beside the turn; a call that fails or is slow never holds the turn up."""

    channels: Mapping[str, Channel]
    repeat_seconds: float = _REPEAT_SECONDS
    _running: set[asyncio.Task[None]] = field(default_factory=set[asyncio.Task[None]])

    @asynccontextmanager
    async def shown(self, turn: Turn) -> AsyncGenerator[None]:
        """Show it while the block runs; not while a human has the conversation: the bot will not answer."""
        done = asyncio.Event()
        channel = self.channels.get(turn.messages[-1].channel)
        if channel is not None and _is_awaited(turn):
            task = asyncio.create_task(self._repeat(channel, turn.messages[-1].provider_message_id, done))
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        try:
            yield
        finally:
            done.set()

    async def close(self) -> None:
        """End what still runs."""
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _repeat(self, channel: Channel, message_id: str, done: asyncio.Event) -> None:
        while True:
            await channel.show_typing(message_id)
            try:
                async with asyncio.timeout(self.repeat_seconds):
                    await done.wait()
            except TimeoutError:
                continue
            return


def _is_awaited(turn: Turn) -> bool:
    handed_off = turn.person is not None and turn.person.handed_off
    return not handed_off and turn.flood != "goes_on" and not all(map(is_silent, turn.messages))
