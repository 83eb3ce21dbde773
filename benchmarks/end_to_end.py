"""End to end, durable: signed webhook → turn with session and tool → reply accepted by a local provider."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from benchmarks.server import costs, durable_server, prepare
from benchmarks.world import PHONE_NUMBER_ID, SECRET

PEOPLE = 5000
_READY_SECONDS = 20


def measure(rate: float, seconds: float) -> dict[str, Any]:
    """Tap at `rate` per second for `seconds`; return what `benchmarks.world` saw, and the CPU of the process."""
    with durable_server() as dsn:
        prepare(dsn, PEOPLE)
        port = _free_port()
        world = _start_world(port, rate, seconds)
        assert world.stdout  # noqa: S101 - pipes were asked for
        assert world.stdin  # noqa: S101
        provider_port = world.stdout.readline().strip()
        relais = _start_relais(dsn, port, provider_port)
        try:
            _wait_until_ready(port)
            before = _cpu_seconds(relais.pid)
            world.stdin.write("go\n")
            world.stdin.flush()
            figures: dict[str, Any] = json.loads(world.stdout.readline())
            figures["cpu_ms_per_message"] = round(
                1000 * (_cpu_seconds(relais.pid) - before) / max(figures["replied"], 1), 2
            )
            figures["costs"] = asyncio.run(costs(dsn))
        finally:
            relais.terminate()
            relais.wait()
            world.kill()
            world.wait()
    return figures


def _start_world(port: int, rate: float, seconds: float) -> subprocess.Popen[str]:
    command = [
        sys.executable,
        "-m",
        "benchmarks.world",
        f"http://127.0.0.1:{port}",
        str(rate),
        str(seconds),
        str(PEOPLE),
    ]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own


def _start_relais(dsn: str, port: int, provider_port: str) -> subprocess.Popen[bytes]:
    settings = {
        "DATABASE_URL": dsn,
        "PORT": str(port),
        "BURST_QUIET_MS": "0",
        "WHATSAPP_PHONE_NUMBER_ID": PHONE_NUMBER_ID,
        "WHATSAPP_ACCESS_TOKEN": "bench",
        "WHATSAPP_APP_SECRET": SECRET.decode(),
        "GRAPH_API_URL": f"http://127.0.0.1:{provider_port}",
        "SEND_RATE_PER_SECOND": "100000",
        "SEND_PAIR_BURST": "100000",
    }
    command = [str(Path(sys.executable).with_name("relais")), "serve"]
    return subprocess.Popen(command, env=os.environ | settings, stdout=subprocess.DEVNULL)  # noqa: S603 - our own


def _wait_until_ready(port: int) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while time.monotonic() < deadline:
        try:
            with urlopen(f"http://127.0.0.1:{port}/health/ready"):
                return
        except URLError:
            time.sleep(0.05)
    raise TimeoutError("relais did not become ready")


def _cpu_seconds(pid: int) -> float:
    """Return user and system time of a process so far; Linux."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
