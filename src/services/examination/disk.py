"""Whether what has to be written can be: the data directory, the spool, the files that people sent."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from services.examination.check import Check, of_problems

LEAST_BYTES = 256 * 1024 * 1024
"""Free space under which an outage of an hour, or a few videos, may fill the disk."""

_MOUNTS = Path("/proc/self/mounts")
_FORGETFUL = frozenset({"tmpfs", "ramfs"})
_REMOTE = frozenset({"nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs", "fuse.s3fs", "fuse.gcsfuse"})


@dataclass(frozen=True, slots=True, kw_only=True)
class DiskLook:
    """Looks at one folder, under the name of its check, and leaves nothing there.

    `lasting`: what is written there must outlive the process and a loss of power.
    """

    name: str
    folder: Path
    lasting: bool = False

    async def __call__(self) -> Sequence[Check]:
        """Find a folder that takes nothing, has no room, or forgets."""
        return [await asyncio.to_thread(self._look)]

    def _look(self) -> Check:
        there = _nearest(self.folder.resolve())
        kind = _file_system(there)
        problems = [_unwritable(there), _full(there)]
        if self.lasting:
            problems += [_forgetful(kind), _remote(kind)]
        free = shutil.disk_usage(there).free // 1024**2
        named = [problem for problem in problems if problem]
        return of_problems(self.name, named, f"{self.folder}, {free:,} MB free")


def _nearest(folder: Path) -> Path:
    """Return the folder, or the one in which it would be made: looking makes none."""
    return next(path for path in (folder, *folder.parents) if path.is_dir())


def _unwritable(folder: Path) -> str | None:
    """Write a file without a name, down to the disk; nothing is left of it."""
    try:
        with tempfile.TemporaryFile(dir=folder, buffering=0) as file:
            file.write(b"relais")
            os.fsync(file.fileno())
    except OSError as error:
        return f"nothing can be written to {folder}: {error.strerror}"
    return None


def _full(folder: Path) -> str | None:
    free = shutil.disk_usage(folder).free
    return f"only {free // 1024**2} MB are free" if free < LEAST_BYTES else None


def _forgetful(kind: str) -> str | None:
    return f"it lies in memory ({kind}): use a disk, or SPOOL_DIR=off" if kind in _FORGETFUL else None


def _remote(kind: str) -> str | None:
    return f"it lies on another machine ({kind}), where locks and fsync promise less" if kind in _REMOTE else None


def _file_system(folder: Path) -> str:
    """Return the kind of file system that a folder lies on; empty where the kernel does not tell."""
    try:
        lines = [line.split() for line in _MOUNTS.read_text(encoding="utf-8").splitlines()]
    except OSError:
        return ""
    mounted = {Path(line[1].replace("\\040", " ")): line[2] for line in lines}
    return next((mounted[path] for path in (folder, *folder.parents) if path in mounted), "")
