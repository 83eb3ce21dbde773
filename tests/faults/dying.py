"""Workers that meet a signal at an exact place: `python -m tests.faults.dying 'kill before act' 'kill after send'`.

Each argument is a life, and they follow one another: a `relais serve` with the settings of the environment, which kills
or stops itself before or after what is named, a stage of the pipeline or one of CALLS. The lives are forks of a process
that has learnt everything already, because a worker's two seconds of start-up say nothing about its death.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import psutil

import app
import cli
from commands import serve
from pipeline import build_pipeline
from pipeline.intents.training import trained_classifier
from pipeline.pipeline import Stage
from services import Services, language
from services.channels.cloud import CloudChannel
from services.store import Store
from tests.door.waiting import eventually
from tests.fakes import graph
from tests.faults.workers import worker
from tests.house import House

CALLS = {
    "finish_turn": (Store, "finish_turn"),
    "media_stored": (Store, "media_stored"),
    "send": (CloudChannel, "send"),
}
"""Places that are no stage: the class and the method."""

_SIGNALS = {"kill": signal.SIGKILL, "stop": signal.SIGSTOP}
_LONGEST_LIFE_SECONDS = 40


def stages(services: Services) -> dict[str, Stage]:
    """Return every stage by its name, as the pipeline walks them."""
    pipeline = build_pipeline(services)
    return dict((*pipeline.stages, ("compose", pipeline.compose)))


async def killed(house: House, dsn: str, cwd: Path, *lives: str, **settings: str) -> None:
    """Let workers live and die as `lives` say; fail when one never came to its place."""
    async with _started(house, dsn, cwd, lives, settings) as process:
        _none, said = await process.communicate()
        assert process.returncode == 0, said.decode()


@asynccontextmanager
async def heir(house: House, dsn: str, cwd: Path, **settings: str) -> AsyncGenerator[None]:
    """Run a worker that lives; the block begins with its work, however long a busy machine takes to start it."""
    async with worker(house, dsn, cwd, **settings) as running:
        await running.logs("service.started")
        yield


@asynccontextmanager
async def frozen(house: House, dsn: str, cwd: Path, life: str, **settings: str) -> AsyncGenerator[Callable[[], None]]:
    """Let a worker stop itself as `life` says; what is yielded lets it go on, until the block ends."""

    async def born() -> bool:
        return bool(psutil.Process(process.pid).children())

    async def stopped() -> bool:
        return any(child.status() == psutil.STATUS_STOPPED for child in psutil.Process(process.pid).children())

    async with _started(house, dsn, cwd, [life], settings) as process:
        await eventually(born)
        await eventually(stopped)
        yield partial(os.killpg, process.pid, signal.SIGCONT)


@asynccontextmanager
async def _started(
    house: House, dsn: str, cwd: Path, lives: Sequence[str], settings: dict[str, str]
) -> AsyncGenerator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        __name__,
        *lives,
        cwd=cwd,
        env=_environment(house, dsn) | settings,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.communicate()


def _environment(house: House, dsn: str) -> dict[str, str]:
    """As `tests.faults.workers.worker` has it."""
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "DATABASE_URL": dsn,
        "WHATSAPP_PHONE_NUMBER_ID": graph.PHONE_NUMBER_ID,
        "WHATSAPP_ACCESS_TOKEN": graph.TOKEN,
        "GRAPH_API_URL": house.graph.url,
        "PORT": "0",
        "BURST_QUIET_MS": "0",
        "LEASE_SECONDS": "1",
        "MAX_ATTEMPTS": "50",
        "SPOOL_DIR": "off",
    }


def main(lives: Sequence[str]) -> None:
    """Live them; exit 1 with the first that ended otherwise than by its own hand."""
    trained_classifier()
    language.load()
    for life in lives:
        child = os.fork()
        if not child:
            signal.alarm(_LONGEST_LIFE_SECONDS)
            sys.exit(cli.run(_live(*life.split())))
        _pid, status = os.waitpid(child, 0)
        if os.waitstatus_to_exitcode(status) != -signal.SIGKILL:
            sys.exit(f"{life}: did not come to pass, wait status {status}")


async def _live(name: str, moment: str, place: str) -> None:
    async with app.open_parts(cli.start()) as parts:
        walked = {stage_name: (type(stage), "__call__") for stage_name, stage in stages(parts.services).items()}
        owner, method = (CALLS | walked)[place]
        _strike(owner, method, moment, _SIGNALS[name])
        await serve.run(parts, "worker", asyncio.Event(), opened=lambda _address: None)


def _strike(owner: type, method: str, moment: str, number: signal.Signals) -> None:
    """Let the first call of a method meet the signal."""
    real = getattr(owner, method)

    def strike() -> None:
        setattr(owner, method, real)  # whoever is only stopped goes on unharmed
        os.kill(os.getpid(), number)

    async def struck(*given: Any, **named: Any) -> Any:
        if moment == "before":
            strike()
        done = await real(*given, **named)
        if moment == "after":
            strike()
        return done

    setattr(owner, method, struck)


if __name__ == "__main__":
    main(sys.argv[1:])
