"""Asks for the version of a topic once a second, once for all who listen, and only while somebody does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from errors import DatabaseError, InvalidInputError
from handlers.api.refusals import ApiError
from services.patience import within

Ask = Callable[[], Coroutine[Any, Any, str]]
"""Returns the version of one topic, with the argument that it was opened with."""

AWAY = b"event: away\ndata:\n\n"
HEARTBEAT = b":\n\n"

_PAUSE_SECONDS = 1.0
_PATIENCE_SECONDS = 3.0
_HEARTBEAT_SECONDS = 10.0
_MOST_LISTENERS = 200
"""In one process; a page that finds no room tries again later."""


@dataclass(slots=True)
class Watch:
    """One topic: its newest event, and who waits for the next one."""

    ask: Ask
    listeners: int = 0
    _event: bytes = b""
    _changed: asyncio.Event = field(default_factory=asyncio.Event)
    _asking: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Ask from now on."""
        self._asking = asyncio.create_task(self._keep_asking())

    def end(self) -> None:
        """Ask no longer."""
        if self._asking:
            self._asking.cancel()

    async def events(self) -> AsyncGenerator[bytes]:
        """Yield the event as it stands, then each new one; a heartbeat when nothing happens."""
        heard = b""
        while True:
            if self._event != heard:
                heard = self._event
                yield heard
                continue
            try:
                async with asyncio.timeout(_HEARTBEAT_SECONDS):
                    await self._changed.wait()
            except TimeoutError:
                yield HEARTBEAT

    async def _keep_asking(self) -> None:
        while True:
            self._tell(await self._asked())
            await asyncio.sleep(_PAUSE_SECONDS)

    async def _asked(self) -> bytes:
        try:
            version = await within(_PATIENCE_SECONDS, self.ask())
        except InvalidInputError:
            return b"event: version\ndata: none\n\n"  # nothing has this id: no outage
        except DatabaseError:
            return AWAY
        return b"event: version\ndata: %b\n\n" % version.encode()

    def _tell(self, event: bytes) -> None:
        if event != self._event:
            self._event = event
            self._changed.set()
            self._changed = asyncio.Event()


@dataclass(frozen=True, slots=True)
class Watches:
    """The topics that somebody listens to."""

    most: int = _MOST_LISTENERS
    _open: dict[str, Watch] = field(default_factory=dict[str, Watch], init=False)

    @asynccontextmanager
    async def listening(self, topic: str, ask: Ask) -> AsyncGenerator[Watch]:
        """Listen to a topic until the block ends; whoever comes first begins it, whoever leaves last ends it.

        Raises:
            ApiError: 503, too many listen already.
        """
        if sum(watch.listeners for watch in self._open.values()) >= self.most:
            raise ApiError(503)
        watch = self._open.get(topic)
        if watch is None:
            watch = self._open[topic] = Watch(ask)
            watch.begin()
        watch.listeners += 1
        try:
            yield watch
        finally:
            watch.listeners -= 1
            if not watch.listeners:
                watch.end()
                self._open.pop(topic)
