"""Where the door keeps events while the database is away: on the disk before anybody is told "stored".

Each process appends to files of its own, `<nanoseconds>-<pid>.jsonl`: a line is a webhook, a JSON list of its events.
Its writer holds a lock on a file; a file that nobody holds was left by a process that died, and is taken over.
Files are drained from first line to last and then removed. Draining twice is harmless: the database knows the events.
A torn last line was never acknowledged: its provider delivers again. What the database refuses for good is set aside
in `<name>.rejected`, an event per line; renamed to `*.jsonl` it is tried again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from errors import SpoolError
from events import Event as LogEvent
from events import log
from messages import Event
from services import spool_file
from services.spool_file import SpoolFile

_LARGEST_FILE = 16 * 1024 * 1024
_CHUNK = 256 * 1024
"""Bytes that are drained at once, about: a few hundred events."""

Refused = tuple[Event, str]
"""An event that the database refuses for good, and why."""

_LINE: TypeAdapter[list[Event]] = TypeAdapter(list[Event])


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """The next events to drain, oldest first: `size` bytes of `file`. `unreadable` are lines that hold no events."""

    file: SpoolFile
    size: int
    events: list[Event]
    unreadable: list[bytes]


@dataclass(slots=True, kw_only=True)
class _Appending:
    """A line on its way to the disk; `done` is for whoever waits for it."""

    line: bytes
    events: int
    done: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Spool:
    """A queue on the disk, in order.

    Appends are grouped: whoever comes while the disk is busy shares the next write and its fsync.
    """

    def __init__(self, directory: Path) -> None:
        """Keep where it is; nothing is read or made yet."""
        self._directory = directory
        self._files: list[SpoolFile] = []  # in the order of draining; appended to is only the last, if anything
        self._open: SpoolFile | None = None
        self._queue: list[_Appending] = []
        self._writing: asyncio.Task[None] | None = None
        self._events = 0

    @property
    def events(self) -> int:
        """How many events this process has to drain, those included that are just being written."""
        return self._events

    @property
    def age_seconds(self) -> float:
        """How long the oldest of them may have waited; 0 when there is none."""
        return max((file.age_seconds for file in self._files), default=0.0) if self._events else 0.0

    async def adopt(self) -> None:
        """Take over what processes left that are no more; drained first, because it is older."""
        found = await asyncio.to_thread(self._adopt)
        self._files = [file for file, _events in found] + self._files
        self._events += sum(events for _file, events in found)

    async def append(self, events: Sequence[Event]) -> None:
        """Return when the events of a webhook are on the disk.

        Raises:
            SpoolError: they are not.
        """
        appending = _Appending(line=_as_line(events), events=len(events))
        self._queue.append(appending)
        self._events += appending.events
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())
        await appending.done

    async def next(self) -> Chunk | None:
        """Return what is to be drained next, without removing it; None when there is nothing.

        Raises:
            SpoolError: it cannot be read.
        """
        await self._remove_drained()
        file = next((file for file in self._files if not file.is_drained), None)
        if file is None:
            return None
        try:
            return await asyncio.to_thread(_read, file)
        except OSError as error:
            raise SpoolError(f"the spool cannot be read: {error}") from error

    async def forget(self, chunk: Chunk, *, refused: Sequence[Refused] = ()) -> None:
        """Go on behind a chunk; set aside what nobody can take.

        Raises:
            SpoolError: that could not be kept; the chunk is the next one again.
        """
        for line in chunk.unreadable:
            await _set_aside(chunk.file, line, reason="it cannot be read")
        for event, reason in refused:
            await _set_aside(chunk.file, _as_line([event]), reason=reason, message_id=event.provider_message_id)
        chunk.file.taken += chunk.size
        self._events -= len(chunk.events)
        await self._remove_drained()

    async def close(self) -> None:
        """Let go of every file: what is not drained is for the next process."""
        if self._writing is not None:
            await self._writing
        for file in self._files:
            file.close()
        self._files, self._open, self._events = [], None, 0

    async def _write(self) -> None:
        """Write until nobody waits."""
        while self._queue:
            group, self._queue = self._queue, []
            try:
                file = await self._file_to_append()
                await asyncio.to_thread(file.append, b"".join(item.line for item in group))
            except OSError as error:
                await self._give_up()
                self._fail(group, f"the spool cannot be written: {error}")
            else:
                _settle(group)
        self._writing = None

    async def _file_to_append(self) -> SpoolFile:
        if self._open is None or self._open.size >= _LARGEST_FILE:
            self._open = await asyncio.to_thread(spool_file.create, self._directory)
            self._files.append(self._open)
        return self._open

    async def _give_up(self) -> None:
        """Begin another file next time: after a failed fsync nobody knows what this one holds behind its `size`."""
        if self._open is not None:
            await asyncio.to_thread(self._open.cut)
            self._open = None
        await self._remove_drained()

    def _fail(self, group: Sequence[_Appending], reason: str) -> None:
        self._events -= sum(item.events for item in group)
        for item in group:
            if not item.done.done():
                item.done.set_exception(SpoolError(reason))

    async def _remove_drained(self) -> None:
        while file := next(filter(self._is_over, self._files), None):
            self._files.remove(file)
            if file is self._open:
                self._open = None
            try:
                await asyncio.to_thread(file.remove)
            except OSError as error:
                log(LogEvent.SPOOL_FAILED, reason=f"{file.path.name} cannot be removed: {error}")

    def _is_over(self, file: SpoolFile) -> bool:
        """Say whether a file may go: a drained one that nobody is about to append to."""
        return file.is_drained and (file is not self._open or self._events == 0)

    def _adopt(self) -> list[tuple[SpoolFile, int]]:
        """Return the files that nobody held, the oldest first, each with the number of its events."""
        found: list[tuple[SpoolFile, int]] = []
        for path in spool_file.find(self._directory):
            try:
                file = spool_file.adopt(path)
                if file is not None:
                    found.append((file, _count(file)))
            except OSError as error:
                log(LogEvent.SPOOL_FAILED, reason=f"{path.name} cannot be read: {error}")
        return found


def _read(file: SpoolFile) -> Chunk:
    lines = file.lines(_CHUNK)
    parsed = [(line, _parse(line)) for line in lines]
    return Chunk(
        file=file,
        size=sum(map(len, lines)),
        events=[event for _line, events in parsed for event in events],
        unreadable=[line for line, events in parsed if not events],
    )


async def _set_aside(file: SpoolFile, line: bytes, **about: str) -> None:
    try:
        await asyncio.to_thread(file.set_aside, line)
    except OSError as error:
        raise SpoolError(f"the spool cannot set an event aside: {error}") from error
    log(LogEvent.SPOOL_REJECTED, file=f"{file.path.name}.rejected", **about)


def _count(file: SpoolFile) -> int:
    if file.is_torn:
        log(LogEvent.SPOOL_TORN, file=file.path.name)
    with file.path.open("rb") as lines:
        return sum(len(_parse(line)) for line in lines if line.endswith(b"\n"))


def _parse(line: bytes) -> list[Event]:
    """Return the events of a line; none when it cannot be read."""
    try:
        return _LINE.validate_json(line)
    except ValidationError:
        return []


def _as_line(events: Sequence[Event]) -> bytes:
    return _LINE.dump_json(list(events)) + b"\n"


def _settle(group: Sequence[_Appending]) -> None:
    for item in group:
        if not item.done.done():
            item.done.set_result(None)
