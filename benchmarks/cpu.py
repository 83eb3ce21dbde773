"""CPU time: what a busy machine does not change."""

from __future__ import annotations

import os
from contextlib import suppress

import asyncpg
import psutil


async def server_of(dsn: str) -> psutil.Process:
    """Return the main process of a local server."""
    connection = await asyncpg.connect(dsn)
    try:
        own = psutil.Process(connection.get_server_pid())
        return psutil.Process(own.ppid())
    finally:
        await connection.close()


def cpu_seconds(*processes: psutil.Process) -> float:
    """Return user and system time so far of this process, and of others with their children, ended ones included."""
    return sum(os.times()[:2]) + sum(map(_with_children, processes))


def _with_children(process: psutil.Process) -> float:
    seconds = 0.0
    for child in process.children():
        with suppress(psutil.NoSuchProcess):  # it has just ended, and is counted below
            times = child.cpu_times()
            seconds += times.user + times.system
    times = process.cpu_times()
    return float(seconds + times.user + times.system + times.children_user + times.children_system)
