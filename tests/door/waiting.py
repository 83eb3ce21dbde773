from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

from tests.house import PATIENCE


async def eventually(comes_true: Callable[[], Awaitable[bool]]) -> None:
    """Return when it says true; fail when it does not in time. For what no row tells, see `House.until`."""
    deadline = time.monotonic() + PATIENCE
    while not await comes_true():
        assert time.monotonic() < deadline, f"still not true after {PATIENCE} s"
        await asyncio.sleep(0.01)
