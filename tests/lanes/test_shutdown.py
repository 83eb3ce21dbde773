"""`relais demo` is ready by itself, and SIGTERM ends it and its Postgres within five seconds."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import time
from collections.abc import Generator
from pathlib import Path

import httpx
import psutil
import pytest

from tests.door.processes import PATIENCE, serving
from tests.door.waiting import eventually


@pytest.fixture
def data_dir() -> Generator[Path]:
    """A directory that the account of Postgres may enter."""
    directory = Path(tempfile.mkdtemp(prefix="relais-test-"))
    directory.chmod(0o755)
    yield directory
    for link in [*directory.rglob("postgres/run"), *directory.rglob("postgres")]:
        shutil.rmtree(link.resolve(), ignore_errors=True)
    shutil.rmtree(directory, ignore_errors=True)


async def test_the_demo_starts_ready_and_stops_with_its_postgres(data_dir: Path) -> None:
    async with serving("demo", cwd=data_dir, DATA_DIR=str(data_dir / "data")) as relais, httpx.AsyncClient() as http:
        address = (await relais.logs("service.started"))["address"]

        async def answered() -> bool:
            return (await http.get(f"{address}/health/ready")).status_code == 200

        await eventually(answered)
        postgres = _postgres(data_dir)
        said = {"id": "demo-1", "phone": "+33600000001", "text": "Bonjour"}
        assert (await http.post(f"{address}/simulator/messages", json=said)).status_code == 200
        assert (await relais.logs("message.handled"))["outcome"] == "answered"

        began = time.monotonic()
        relais.process.terminate()
        assert await asyncio.wait_for(relais.process.wait(), PATIENCE) == 0
        assert not psutil.wait_procs([postgres], timeout=5)[1]
        assert time.monotonic() - began < 5


def _postgres(data_dir: Path) -> psutil.Process:
    pid_file = data_dir / "data" / "postgres" / "data" / "postmaster.pid"
    return psutil.Process(int(pid_file.read_text().split()[0]))
