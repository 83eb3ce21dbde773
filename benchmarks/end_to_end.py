"""End to end, durable: signed webhook → turn with session and tool → reply accepted by a local provider."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import psutil

from benchmarks.server import costs, durable_server, prepare, server_pid
from benchmarks.world import PHONE_NUMBER_ID, SECRET

PEOPLE = 5000
_READY_SECONDS = 20
_WARM_UP = (100.0, 5.0)
"""Rate and seconds of the round before: caches filled, plans made, everybody's connections open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndToEnd:
    """One round; times in milliseconds, CPU in milliseconds per message, calls as (function, count, mean ms)."""

    rate: float
    out_per_second: float
    answers: Mapping[str, float]
    replies: Mapping[str, float]
    refused: int
    cpu: Mapping[str, float]
    calls: Sequence[tuple[str, int, float]]


def measure(rate: float, seconds: float, *, roles: Sequence[str] = ("all",)) -> EndToEnd:
    """Tap at `rate` per second for `seconds` on a fresh database; one process of relais for each of `roles`."""
    with durable_server() as dsn, ExitStack() as stack:
        prepare(dsn, PEOPLE)
        port = _free_port()
        world = _start_world(port)
        stack.callback(_end, world)
        provider_port = _read(world)
        running = [
            _start_relais(dsn, port if n == 0 else _free_port(), provider_port, role) for n, role in enumerate(roles)
        ]
        for process in running:
            stack.callback(_end, process)
        _wait_until_ready(port)
        _ask(world, _WARM_UP)
        watched = {"relais": running, "postgres": [psutil.Process(asyncio.run(server_pid(dsn)))]}
        before = {name: _cpu_seconds(processes) for name, processes in watched.items()}
        seen = _ask(world, (rate, seconds))
        spent = {name: _cpu_seconds(processes) - before[name] for name, processes in watched.items()}
        return EndToEnd(
            rate=rate,
            out_per_second=seen["replied"] / seen["seconds"],
            answers=seen["answer_ms"],
            replies=seen["reply_ms"],
            refused=seen["refused"],
            cpu={
                name: round(1000 * cpu / max(seen["replied"], 1), 2)
                for name, cpu in {**spent, "world": seen["cpu_seconds"]}.items()
            },
            calls=asyncio.run(costs(dsn)),
        )


def _ask(world: subprocess.Popen[str], asked: tuple[float, float]) -> dict[str, Any]:
    assert world.stdin  # noqa: S101 - a pipe was asked for
    world.stdin.write(f"{asked[0]} {asked[1]}\n")
    world.stdin.flush()
    found: dict[str, Any] = json.loads(_read(world))
    return found


def _read(world: subprocess.Popen[str]) -> str:
    assert world.stdout  # noqa: S101 - a pipe was asked for
    return world.stdout.readline().strip()


def _end(process: subprocess.Popen[Any]) -> None:
    process.terminate()
    process.wait()


def _start_world(port: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "benchmarks.world", f"http://127.0.0.1:{port}", str(PEOPLE)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own


def _start_relais(dsn: str, port: int, provider_port: str, role: str) -> subprocess.Popen[bytes]:
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
    command = [str(Path(sys.executable).with_name("relais")), "serve", "--role", role]
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


def _cpu_seconds(processes: Sequence[subprocess.Popen[Any] | psutil.Process]) -> float:
    """Return user and system time so far of processes and their children, the ended ones included."""
    total = 0.0
    for process in processes:
        own = psutil.Process(process.pid)
        for one in (own, *own.children()):
            times = one.cpu_times()
            total += times.user + times.system
        total += own.cpu_times().children_user + own.cpu_times().children_system
    return total


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
