"""`relais monitor --follow`: reads on as `tail -F` does, and says at once what is wrong."""

from __future__ import annotations

import asyncio
import json
import signal
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from events import Event
from tests.door.processes import PATIENCE, RELAIS
from tests.monitoring.logs import handled, line, tapped, unresolved, write

Told = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Following:
    """A `relais monitor --follow --json` that runs."""

    process: asyncio.subprocess.Process

    async def tells(self, is_so: Callable[[Told], bool]) -> Told:
        """Return the first report of which this is so."""
        assert self.process.stdout
        async with asyncio.timeout(PATIENCE):
            async for printed in self.process.stdout:
                told: Told = json.loads(printed)
                if is_so(told):
                    return told
        raise AssertionError("it ended")

    async def answered(self, count: int) -> Told:
        """Return the first report that knows of so many answers."""
        return await self.tells(lambda told: told["outcomes"].get("answered", 0) == count)

    async def ends(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Stop it."""
        self.process.send_signal(how)
        async with asyncio.timeout(PATIENCE):
            return await self.process.wait()


@asynccontextmanager
async def following(*paths: Path) -> AsyncGenerator[Following]:
    process = await asyncio.create_subprocess_exec(
        RELAIS, "monitor", "--follow", "--json", *paths,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, env={},
    )  # fmt: skip
    try:
        yield Following(process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


def append(path: Path, *lines: str) -> None:
    with path.open("a") as file:
        file.writelines(f"{one}\n" for one in lines)


async def test_reads_on_through_rotation_and_truncation(tmp_path: Path) -> None:
    log = write(tmp_path / "relais.log", [handled()])
    write(tmp_path / "relais.log.1.gz", [handled(), handled()])
    async with following(log, tmp_path / "relais.log.1.gz") as monitor:
        await monitor.answered(3)
        append(log, handled())
        await monitor.answered(4)

        old = log.rename(tmp_path / "relais.log.2")
        append(old, handled())  # by a writer that has not noticed yet
        append(log, handled(), handled())
        await monitor.answered(7)

        log.write_text("")
        append(log, handled())
        await monitor.answered(8)
        assert await monitor.ends() == 0


async def test_waits_for_the_end_of_a_line(tmp_path: Path) -> None:
    log = write(tmp_path / "relais.log", [handled()])
    async with following(log) as monitor:
        await monitor.answered(1)
        whole = handled()
        with log.open("a") as file:
            file.write(whole[:50])
            file.flush()
            await monitor.answered(1)
            file.write(f"{whole[50:]}\n")
        await monitor.answered(2)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
async def test_an_alert_comes_at_once_and_stays_for_the_end(tmp_path: Path, how: signal.Signals) -> None:
    log = write(tmp_path / "relais.log", [tapped()])
    async with following(log) as monitor:
        assert (await monitor.answered(1))["alerts"] == []
        append(log, unresolved())
        told = await monitor.tells(lambda told: bool(told["alerts"]))
        assert [alert["name"] for alert in told["alerts"]] == ["unresolved_actions"]
        assert await monitor.ends(how) == 1


async def test_an_outage_goes_on_while_nobody_writes(tmp_path: Path) -> None:
    async with following(write(tmp_path / "relais.log", [line(Event.DATABASE_UNAVAILABLE)])) as monitor:
        told = await monitor.tells(lambda told: bool(told["alerts"]))
        assert [alert["name"] for alert in told["alerts"]] == ["backend_unhealthy_seconds"]


async def test_ends_with_the_standard_input() -> None:
    async with following(Path("-")) as monitor:
        assert monitor.process.stdin
        monitor.process.stdin.write(f"{handled()}\n".encode())
        await monitor.answered(1)
        monitor.process.stdin.write(handled().encode())  # the last line has no end
        monitor.process.stdin.close()
        await monitor.answered(2)
        assert await asyncio.wait_for(monitor.process.wait(), PATIENCE) == 0
