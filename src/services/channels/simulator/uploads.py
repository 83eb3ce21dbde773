"""The files that the page hands over, kept as a provider keeps them: under ids of its own, and for a while."""

from __future__ import annotations

import asyncio
import os
import re
import uuid
from collections.abc import AsyncIterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from errors import MediaRefusedError
from services.media.incoming import Incoming
from services.media.local import LocalMediaStore
from services.media.names import extension_of, named_type, plain_type
from services.media.receiving import MEGABYTE, largest_of
from services.media.types import exact_type, kind_of, type_of
from services.media.values import MediaSink

_ID = re.compile(r"[0-9a-f]{32}\.[a-z0-9]{1,5}")
_PIECE_BYTES = 256 * 1024

MOST_FILES = 200
MOST_BYTES = 500 * MEGABYTE


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """One file: its id, its type by its content, its size in bytes."""

    id: str
    mime_type: str
    bytes: int


def is_upload(upload_id: str) -> bool:
    """Say whether an id is one of these: never a path that leads elsewhere."""
    return _ID.fullmatch(upload_id) is not None


class Uploads:
    """A folder of at most so many files and bytes; the oldest go first."""

    def __init__(self, folder: Path, *, most_files: int = MOST_FILES, most_bytes: int = MOST_BYTES) -> None:
        """Keep the folder; it is made with the first file."""
        self._folder = folder
        self._store = LocalMediaStore(folder)
        self._most_files, self._most_bytes = most_files, most_bytes

    async def keep(self, pieces: AsyncIterable[bytes], *, claimed: str, filename: str) -> Upload:
        """Keep a file that somebody says to be `claimed` (empty: what its name says).

        Raises:
            MediaTooLargeError: larger than WhatsApp takes.
            MediaRefusedError: it is empty.
            MediaDeferredError: the disk did not take it.
        """
        said = plain_type(claimed) if claimed else named_type(filename)
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with Incoming(self._folder, largest=largest_of(kind_of(said))) as incoming:
            async for piece in pieces:
                await incoming.write(piece)
            if not incoming.size:
                raise MediaRefusedError("the file is empty")
            mime_type = exact_type(type_of(incoming.head), said) or plain_type(None)
            upload = Upload(id=f"{uuid.uuid4().hex}{extension_of(mime_type)}", mime_type=mime_type, bytes=incoming.size)
            await self._store.put(upload.id, incoming.file, mime_type)
        await asyncio.to_thread(self._tidy)
        return upload

    async def find(self, upload_id: str) -> Path | None:
        """Return where a file lies; None when it is not there, or not any more."""
        try:
            return await self._store.locate(upload_id, seconds=0, filename="") if is_upload(upload_id) else None
        except MediaRefusedError:
            return None

    async def copy(self, upload_id: str, sink: MediaSink) -> None:
        """Bring a file into `sink`.

        Raises:
            MediaRefusedError: it is not there, or more than `sink` takes.
        """
        path = await self.find(upload_id)
        if path is None:
            raise MediaRefusedError("the simulator no longer has the file")
        with await asyncio.to_thread(path.open, "rb") as file:
            while piece := await asyncio.to_thread(file.read, _PIECE_BYTES):
                await sink.write(piece)

    def _tidy(self) -> None:
        """Let the oldest go, never the newest; another process may do the same at the same time."""
        total = 0
        for place, (_, size, path) in enumerate(sorted(self._files(), reverse=True)):
            total += size
            if place and (place >= self._most_files or total > self._most_bytes):
                path.unlink(missing_ok=True)

    def _files(self) -> Iterator[tuple[int, int, Path]]:
        """Yield age, size and path of each file."""
        for entry in os.scandir(self._folder):
            with suppress(FileNotFoundError):
                if is_upload(entry.name):
                    found = entry.stat()
                    yield found.st_mtime_ns, found.st_size, Path(entry.path)
