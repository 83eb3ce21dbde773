from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from pathlib import Path
from typing import BinaryIO

from errors import MediaDeferredError, MediaRefusedError
from services.durable import sync_folder


class LocalMediaStore:
    """A `services.interfaces.MediaStore` in a folder of this machine, for nobody but our own account."""

    def __init__(self, root: Path) -> None:
        """Keep the folder; it is made when the first file comes."""
        self._root = root

    async def put(self, path: str, file: BinaryIO, mime_type: str) -> None:  # noqa: ARG002 - as the Protocol has it
        """Write a file whole or not at all: once this returns, a power cut does not take it away.

        Raises:
            MediaDeferredError: the disk did not take it.
        """
        try:
            await asyncio.to_thread(self._put, self._inside(path), file)
        except OSError as error:
            raise MediaDeferredError(f"the media folder took nothing: {error.strerror}") from error

    async def locate(self, path: str, *, seconds: int, filename: str) -> Path:  # noqa: ARG002 - as the Protocol has it
        """Return the file.

        Raises:
            MediaRefusedError: it is not there.
        """
        target = self._inside(path)
        if not await asyncio.to_thread(target.is_file):
            raise MediaRefusedError("the file is not on this machine")
        return target

    async def delete(self, prefix: str) -> int:
        """Remove a file, or a folder with all that is in it; return how many files that were.

        Raises:
            MediaDeferredError: the disk did not let go of it.
        """
        try:
            return await asyncio.to_thread(_delete, self._inside(prefix))
        except OSError as error:
            raise MediaDeferredError(f"the media folder kept it: {error.strerror}") from error

    async def close(self) -> None:
        """Hold nothing, close nothing."""

    def _inside(self, path: str) -> Path:
        """Return where a path leads, which is below the root."""
        root = self._root.resolve()
        target = (root / path).resolve()
        if root not in target.parents:
            raise MediaRefusedError("the path leads out of the media folder")
        return target

    def _put(self, target: Path, file: BinaryIO) -> None:
        self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
        target.parent.mkdir(mode=0o700, exist_ok=True)
        handle, part = tempfile.mkstemp(prefix=".", dir=target.parent)  # 0600
        try:
            with os.fdopen(handle, "wb") as copy:
                file.seek(0)
                shutil.copyfileobj(file, copy)
                copy.flush()
                os.fsync(handle)
            Path(part).replace(target)
        except BaseException:
            Path(part).unlink(missing_ok=True)
            raise
        sync_folder(target.parent)


def _delete(target: Path) -> int:
    if target.is_dir():
        count = sum(path.is_file() for path in target.rglob("*"))
        shutil.rmtree(target)
        return count
    found = target.is_file()
    target.unlink(missing_ok=True)
    return int(found)
