from __future__ import annotations

import asyncio
import hashlib
import tempfile
from base64 import b64encode
from pathlib import Path
from types import TracebackType
from typing import Self

from errors import MediaTooLargeError
from services.media.types import HEAD_BYTES


class Incoming:
    """A `MediaSink` on disk, in a file without a name: whatever ends the process, nothing is left of it."""

    def __init__(self, directory: Path | None, *, largest: int) -> None:
        """Open the file in `directory`, which must be there (None: the system's), for at most `largest` bytes."""
        self.file = tempfile.TemporaryFile(dir=directory)  # noqa: SIM115 - closed by __exit__
        self.size = 0
        self.head = b""
        self._largest = largest
        self._digest = hashlib.sha256()

    @property
    def sha256(self) -> str:
        """The digest of what came, hexadecimal."""
        return self._digest.hexdigest()

    def is_as_announced(self, sha256: str) -> bool:
        """Say whether what came has this digest: Meta writes it in hexadecimal here and in base64 there."""
        return sha256.strip() in {self.sha256, self.sha256.upper(), b64encode(self._digest.digest()).decode()}

    def expect(self, size: int) -> None:
        """Refuse at once what would not fit; errors as `MediaSink.expect`."""
        if size > self._largest:
            raise MediaTooLargeError(f"the file is too large: {size} bytes, {self._largest} at most")

    async def write(self, piece: bytes) -> None:
        """Write it down aside: a slow disk holds no turn up. Errors as `MediaSink.write`."""
        self.expect(self.size + len(piece))
        await asyncio.to_thread(self._write, piece)

    def _write(self, piece: bytes) -> None:
        self.file.write(piece)
        self._digest.update(piece)
        self.size += len(piece)
        self.head += piece[: HEAD_BYTES - len(self.head)]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.file.close()
