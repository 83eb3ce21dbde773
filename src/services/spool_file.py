"""One file of the spool on the disk. Every call may block: the spool makes them in a thread."""

from __future__ import annotations

import fcntl
import os
import re
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from services.durable import sync_folder

_NAME = re.compile(r"\d+-\d+\.jsonl")


@dataclass(slots=True, kw_only=True, eq=False)
class SpoolFile:
    """A file that this process holds: nobody else drains or removes it, and the kernel frees it when we die.

    Its first `size` bytes are whole lines that are on the disk for certain; the first `taken` of them are drained.
    Errors: `OSError`.
    """

    path: Path
    descriptor: int
    size: int = 0
    taken: int = 0

    @property
    def is_drained(self) -> bool:
        """Whether nothing is left to take."""
        return self.taken == self.size

    @property
    def age_seconds(self) -> float:
        """How long ago the file was begun."""
        return max(0.0, time.time() - int(self.path.name.partition("-")[0]) / 1e9)

    @property
    def is_torn(self) -> bool:
        """Whether its writer died within a line."""
        return self.path.stat().st_size > self.size

    def append(self, data: bytes) -> None:
        """Put whole lines on the disk. After an error the file takes no more: `cut` it and begin another."""
        _write(self.descriptor, data)
        self.size += len(data)

    def cut(self) -> None:
        """Give back the room of an append that failed; nobody was told that it is stored."""
        with suppress(OSError):
            os.ftruncate(self.descriptor, self.size)

    def lines(self, about: int) -> list[bytes]:
        """Return the next lines that are on the disk: the first of them, and more up to about so many bytes."""
        with self.path.open("rb") as file:
            file.seek(self.taken)
            return file.readlines(min(about, self.size - self.taken - 1))  # ends with the line that exceeds this

    def set_aside(self, line: bytes) -> None:
        """Keep a line that nobody can take beside this file."""
        path = self.path.with_name(f"{self.path.name}.rejected")
        descriptor = _open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        try:
            _write(descriptor, line)
        finally:
            os.close(descriptor)
        sync_folder(path.parent)

    def remove(self) -> None:
        """End with a file that is drained. One that cannot be removed stays held, else it would be drained again."""
        self.path.unlink(missing_ok=True)
        self.close()

    def close(self) -> None:
        """Let go of it: whoever looks next takes it over."""
        os.close(self.descriptor)


def create(directory: Path) -> SpoolFile:
    """Begin a file; names sort by age. Its name, too, survives a power cut."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_EXCL
    while True:
        path = directory / f"{time.time_ns()}-{os.getpid()}.jsonl"
        descriptor = _hold(path, flags)
        if descriptor is not None:  # else another process was quick to take an empty file for one that was left
            break
    sync_folder(directory.parent)
    sync_folder(directory)
    return SpoolFile(path=path, descriptor=descriptor)


def find(directory: Path) -> list[Path]:
    """Return the files of a spool, the oldest first."""
    return sorted(path for path in directory.glob("*.jsonl") if _NAME.fullmatch(path.name))


def adopt(path: Path) -> SpoolFile | None:
    """Take over what another process left; None when somebody holds it or has just removed it."""
    with suppress(FileNotFoundError):
        descriptor = _hold(path, os.O_RDWR)
        if descriptor is not None:
            with path.open("rb") as file:
                size = sum(len(line) for line in file if line.endswith(b"\n"))
            return SpoolFile(path=path, descriptor=descriptor, size=size)
    return None


def _hold(path: Path, flags: int) -> int | None:
    """Open and lock a file that nobody else holds and that still has its name."""
    descriptor = _open(path, flags)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    if os.fstat(descriptor).st_nlink == 0:
        os.close(descriptor)
        return None
    return descriptor


def _open(path: Path, flags: int) -> int:
    """Open a file that others may not read: it holds what people wrote."""
    return os.open(path, flags, 0o600)


def _write(descriptor: int, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(descriptor, left) :]
    os.fsync(descriptor)
