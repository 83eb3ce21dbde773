from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Generator, Sequence
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from signal import SIGCONT, SIGSTOP, Signals
from typing import Any

import psutil
import pytest

from tests.conftest import OpenHouse
from tests.house import House
from tests.postgres import TestServer
from tests.rows import Rows

Away = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def stopped(server: TestServer) -> Away:
    """Stop the server while a block runs; it is back afterwards, whatever happens."""

    return server.away


@pytest.fixture
def frozen(server: TestServer) -> Away:
    """Let the server hang while a block runs: connections stay, nothing answers, as behind a broken network."""

    @contextmanager
    def away() -> Generator[None]:
        postmaster = psutil.Process(server.pid)
        processes = [postmaster, *postmaster.children()]
        _signal(processes, SIGSTOP)
        try:
            yield
        finally:
            _signal(processes, SIGCONT)

    return away


def _signal(processes: Sequence[psutil.Process], number: Signals) -> None:
    """Signal those that are still there: a connection may end at any moment, and the others must not stay stopped."""
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.send_signal(number)


@pytest.fixture
def away(request: pytest.FixtureRequest) -> Away:
    """Either of the two, by the test's parameter."""
    found: Away = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "spool"


@pytest.fixture
def spooling(house_of: OpenHouse, directory: Path) -> OpenHouse:
    """Open a relais with a spool of this test alone, and bursts off."""

    def opened(**settings: Any) -> Any:
        return house_of(**{"burst_quiet_ms": 0, "spool_dir": str(directory), **settings})

    return opened


@asynccontextmanager
async def again(house: House, dsn: str) -> AsyncGenerator[House]:
    """Look at the rows by a new connection: an outage took the old one."""
    async with Rows(dsn) as rows:
        yield replace(house, rows=rows)
