"""The processes of a measurement: relais as an operator starts it, and the world around it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import psutil

from benchmarks.world import PHONE_NUMBER_ID, SECRET

ROLES = ("all", "door", "worker")

_NOBODY = "http://127.0.0.1:9"
_READY_SECONDS = 60
_LOOK_SECONDS = 0.01


@dataclass(frozen=True, slots=True)
class Relais:
    """A running `relais serve`."""

    address: str
    process: psutil.Process

    def cpu_seconds(self) -> float:
        """Return its user and system time so far."""
        times = self.process.cpu_times()
        return float(times.user + times.system)


@dataclass(frozen=True, slots=True)
class Outside:
    """A running `benchmarks.world`; `provider` is the address that takes replies."""

    provider: str
    process: subprocess.Popen[str]

    def tap(self, rate: float, seconds: float) -> dict[str, Any]:
        """Tap at `rate` per second for `seconds`; return what was seen once the last reply was there."""
        assert self.process.stdin  # noqa: S101 - a pipe was asked for
        self.process.stdin.write(f"{rate} {seconds}\n")
        self.process.stdin.flush()
        seen: dict[str, Any] = json.loads(_line(self.process))
        return seen


@contextmanager
def serving(dsn: str, *, role: str = "all", port: int = 0, provider: str = _NOBODY) -> Generator[Relais]:
    """Run `relais serve` until the block ends; entered when it is ready. Port 0: any free one."""
    address = f"http://127.0.0.1:{port or free_port()}"
    command = [str(Path(sys.executable).with_name("relais")), "serve", "--role", role]
    environment = os.environ | _settings(dsn, address, provider)
    # A directory of its own: no `.env` is read, and no spool is shared.
    with tempfile.TemporaryDirectory() as home:
        process = subprocess.Popen(command, env=environment, cwd=home, stdout=subprocess.DEVNULL)  # noqa: S603 - our own
        with _ended(process):
            wait_until_ready(address)
            yield Relais(address, psutil.Process(process.pid))
            if process.poll() is not None:
                raise RuntimeError(f"relais ended by itself, exit {process.returncode}: the figures are worth nothing")


@contextmanager
def outside(address: str, people: int) -> Generator[Outside]:
    """Run `benchmarks.world` against relais at `address`, which need not be there yet, until the block ends."""
    command = [sys.executable, "-m", "benchmarks.world", address, str(people)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own
    with _ended(process):
        yield Outside(f"http://127.0.0.1:{_line(process)}", process)


def wait_until_ready(address: str) -> None:
    """Return at the first 200 of /health/ready."""
    deadline = time.monotonic() + _READY_SECONDS
    while time.monotonic() < deadline:
        try:
            with urlopen(f"{address}/health/ready"):  # noqa: S310 - our own, on the loopback
                return
        except OSError:  # nobody there, a connection cut off, or a 503
            time.sleep(_LOOK_SECONDS)
    raise TimeoutError(f"relais at {address} did not become ready")


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _settings(dsn: str, address: str, provider: str) -> dict[str, str]:
    return {
        "DATABASE_URL": dsn,
        "PORT": address.rsplit(":", 1)[1],
        "BURST_QUIET_MS": "0",
        "WORKER_CONCURRENCY": "128",  # the default of 32 walks in step when the machine is full: 457 a second, not 499
        "WHATSAPP_PHONE_NUMBER_ID": PHONE_NUMBER_ID,
        "WHATSAPP_ACCESS_TOKEN": "bench",
        "WHATSAPP_APP_SECRET": SECRET.decode(),
        "GRAPH_API_URL": provider,
        "SEND_RATE_PER_SECOND": "100000",
        "SEND_PAIR_BURST": "100000",
    }


@contextmanager
def _ended(process: subprocess.Popen[Any]) -> Generator[None]:
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def _line(process: subprocess.Popen[str]) -> str:
    assert process.stdout  # noqa: S101 - a pipe was asked for
    return process.stdout.readline().strip()
