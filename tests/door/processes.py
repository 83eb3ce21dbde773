"""`relais` as a process of its own, with an environment of its own."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests import leaks

RELAIS = Path(sys.executable).with_name("relais")
PATIENCE = 60.0
"""Seconds after which what should come is a failure: several processes may start at once on a small machine."""


def relais(*arguments: str, cwd: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, in a directory without a `.env` unless the test put one there."""
    return subprocess.run(
        [RELAIS, *arguments],
        cwd=cwd,
        env=_environment(settings),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """A `relais serve` or `relais demo` that runs, and its log."""

    process: asyncio.subprocess.Process
    _lines: asyncio.Queue[dict[str, Any] | None] = field(default_factory=asyncio.Queue[dict[str, Any] | None])

    async def logs(self, event: str) -> dict[str, Any]:
        """Return the next line of this event."""
        async with asyncio.timeout(PATIENCE):
            while (found := await self._lines.get()) is not None:
                if found["event"] == event:
                    return found
        raise AssertionError(f"it ended without {event}")

    async def terminated(self) -> list[dict[str, Any]]:
        """Send SIGTERM, wait for an end in order, and return the lines that nobody has read yet."""
        self.process.terminate()
        assert await asyncio.wait_for(self.process.wait(), PATIENCE) == 0
        lines: list[dict[str, Any]] = []
        async with asyncio.timeout(PATIENCE):
            while (line := await self._lines.get()) is not None:
                lines.append(line)
        return lines

    async def _read(self) -> None:
        """Take every line as it comes: a process whose pipe is full stands still."""
        assert self.process.stdout
        leaked: list[str] = []
        async for line in self.process.stdout:
            leaked += leaks.leaks(line.decode())
            if line.endswith(b"\n"):  # a killed process may leave half a line
                self._lines.put_nowait(json.loads(line))
        self._lines.put_nowait(None)
        assert leaked == []


@asynccontextmanager
async def serving(*arguments: str, cwd: Path, **settings: str) -> AsyncGenerator[Serving]:
    """Start a command that stays, and end it with the block at the latest."""
    process = await asyncio.create_subprocess_exec(
        RELAIS,
        *arguments,
        cwd=cwd,
        env=_environment({"PORT": "0"} | settings),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    running = Serving(process=process)
    reading = asyncio.create_task(running._read())
    try:
        yield running
    finally:
        if process.returncode is None:
            process.kill()
        await reading
        await process.communicate()


def _environment(settings: dict[str, str]) -> dict[str, str]:
    leaks.keep_environment(settings)
    return {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **settings}
