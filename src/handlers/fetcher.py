"""Fetches the files that people sent, aside: neither a turn nor a reply ever waits for one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from errors import DatabaseError, MediaDeferredError, MediaError, MediaRefusedError, place_of
from events import Event, bind, log
from handlers.pump import Pump
from pipeline.lost_files import lost_file
from services import Services
from services.backoff import backoff
from services.interfaces import Channel, MediaStore, WakeUps
from services.media.incoming import Incoming
from services.media.names import media_path, safe_name
from services.media.receiving import largest_of, receive
from services.media.values import MediaReference
from services.store.media import DueMedia

_SIDE_BY_SIDE = 4
_LEASE_SHARE = 0.8
"""The part of its lease that a file may take: then it is given up, before somebody else begins."""


@dataclass(slots=True, kw_only=True)
class Fetcher:
    """Brings files from their channel into the media store; `directory` is where they lie until they are whole."""

    services: Services
    media: MediaStore
    wakeups: WakeUps
    directory: Path
    lease_seconds: float
    max_attempts: int
    retry_base_seconds: float
    drain_seconds: float
    largest: Callable[[str | None], int] = largest_of
    _pump: Pump[DueMedia] = field(init=False)

    def __post_init__(self) -> None:
        """Wire the loop."""
        self._pump = Pump(
            topic="media",
            wakeups=self.wakeups,
            claim=self._claim,
            handle=self.handle,
            release=self._release,
            lost=self.services.store.note_outage,
            room=_SIDE_BY_SIDE,
            drain_seconds=self.drain_seconds,
        )

    async def run(self, stopping: asyncio.Event) -> None:
        """Fetch until `stopping` is set, then let what runs come to its end."""
        await self._pump.run(stopping)

    async def handle(self, due: DueMedia) -> None:
        """Take one file to its end: stored, waiting for another try, or given up."""
        with bind(message_id=due.provider_message_id, channel=due.channel, subcontractor_id=due.subcontractor_id):
            try:
                if error := await self._try(due):
                    await self._fail(due, error)
            except DatabaseError as error:  # the lease ends, and the same file is fetched to the same place again
                self.services.store.note_outage(error)

    async def _try(self, due: DueMedia) -> MediaError | None:
        """Fetch a file and return what went wrong, if anything did."""
        seconds = self.lease_seconds * _LEASE_SHARE
        try:
            async with asyncio.timeout(seconds):
                await self._fetch(due)
        except MediaError as error:
            return error
        except DatabaseError:
            raise
        except TimeoutError:
            return MediaDeferredError(f"it took longer than {seconds:g} s")
        except OSError as error:
            return MediaDeferredError(f"the disk did not take it: {error.strerror}")
        except Exception as error:  # noqa: BLE001 - one file's bug must not end the fetcher
            log(Event.UNEXPECTED, reason=place_of(error))
            return MediaDeferredError(place_of(error))
        return None

    async def _fetch(self, due: DueMedia) -> None:
        channel = self._channel(due)
        self.directory.mkdir(parents=True, exist_ok=True)
        with Incoming(self.directory, largest=self.largest(due.kind)) as incoming:
            mime_type = await receive(channel, _reference(due), incoming, kind=due.kind)
            path = media_path(due.subcontractor_id, due.id, mime_type)
            await self.media.put(path, incoming.file, mime_type)
        is_known = await self.services.store.media_stored(
            due,
            path=path,
            size=incoming.size,
            sha256=incoming.sha256,
            mime_type=mime_type,
            filename=safe_name(due.filename, due.id, mime_type),
        )
        if is_known:
            log(Event.MEDIA_STORED, media_id=due.id, bytes=incoming.size, attempts=due.attempts)
        else:  # its person was erased meanwhile
            await self.media.delete(path)

    def _channel(self, due: DueMedia) -> Channel:
        if due.attempts > self.max_attempts:  # its fetchers died: nobody was left to say why
            raise MediaRefusedError(f"given up after {due.attempts - 1} attempts that never came to an end")
        channel = self.services.channels.get(due.channel)
        if channel is None:
            raise MediaDeferredError(f"the channel {due.channel} is not configured here")
        return channel

    async def _fail(self, due: DueMedia, error: MediaError) -> None:
        """Try the file again later, or give it up and tell the person."""
        is_over = not error.retryable or due.attempts >= self.max_attempts
        pause = None if is_over else self._pause(error, due.attempts)
        log(
            Event.MEDIA_FAILED if is_over else Event.MEDIA_DEFERRED,
            media_id=due.id,
            reason=str(error),
            attempts=due.attempts,
        )
        notice = self._notice(due, error) if is_over else None
        await self.services.store.media_failed(due, error=str(error), retry_seconds=pause, notice=notice)
        self.wakeups.ring_here("media")  # it has a new time, perhaps before the pump's rest ends
        if notice:
            self.wakeups.ring("replies")

    def _notice(self, due: DueMedia, error: MediaError) -> dict[str, Any] | None:
        """Return what the person is told, as a part of a reply; nothing where their channel is not served."""
        channel = self.services.channels.get(due.channel)
        language = due.language or self.services.default_language
        return lost_file(due.kind, error, language, channel.limits) if channel else None

    def _pause(self, error: MediaError, attempts: int) -> float:
        """Wait as long as the provider says, but never shorter than our own back-off."""
        asked = error.retry_after if isinstance(error, MediaDeferredError) else None
        return max(asked or 0.0, backoff(attempts, self.retry_base_seconds))

    async def _claim(self, room: int) -> tuple[Sequence[DueMedia], float | None]:
        claimed = await self.services.store.claim_media(room, lease_seconds=self.lease_seconds)
        return claimed.media, claimed.next_due_in

    async def _release(self, due: DueMedia) -> None:
        """Let somebody else begin at once with what a shutdown broke off."""
        await self.services.store.media_failed(due, error="broken off by a shutdown", retry_seconds=0)


def _reference(due: DueMedia) -> MediaReference:
    return MediaReference(provider_media_id=due.provider_media_id, url=due.provider_url, mime_type=due.mime_type or "")
