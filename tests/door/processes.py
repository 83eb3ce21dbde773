"""`relais` as a process of its own, with an environment of its own."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

RELAIS = Path(sys.executable).with_name("relais")
PATIENCE = 20.0


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

    async def logs(self, event: str) -> dict[str, Any]:
        """Return the next line of this event."""
        assert self.process.stdout
        async with asyncio.timeout(PATIENCE):
            async for line in self.process.stdout:
                found: dict[str, Any] = json.loads(line)
                if found["event"] == event:
                    return found
        raise AssertionError(f"it ended without {event}")


@asynccontextmanager
async def serving(command: str, *, cwd: Path, **settings: str) -> AsyncGenerator[Serving]:
    """Start a command that stays, and end it with the block at the latest."""
    process = await asyncio.create_subprocess_exec(
        RELAIS,
        command,
        cwd=cwd,
        env=_environment(settings | {"PORT": "0"}),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield Serving(process=process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


def _environment(settings: dict[str, str]) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **settings}
