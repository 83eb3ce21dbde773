"""Gives up waiting for a database that does not answer, without waiting for the giving up."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from errors import DatabaseUnavailableError

Result = TypeVar("Result")

_running: set[asyncio.Task[Any]] = set()


async def within(seconds: float, call: Coroutine[Any, Any, Result]) -> Result:
    """Return what a database call returns, if that comes in time; else leave the call to its own end.

    It is not cancelled: asyncpg would wait until the server, which is silent, has confirmed that.

    Raises:
        DatabaseUnavailableError: it did not come in time; it may still take effect.
    """
    task = asyncio.create_task(call)
    _running.add(task)
    task.add_done_callback(_end)
    await asyncio.wait({task}, timeout=seconds)
    if not task.done():
        raise DatabaseUnavailableError(f"the database gave no answer within {seconds:g} s")
    return task.result()


def _end(task: asyncio.Task[Any]) -> None:
    """Look at the error of a call that nobody waits for any longer: unseen, asyncio would complain."""
    _running.discard(task)
    if not task.cancelled():
        task.exception()
