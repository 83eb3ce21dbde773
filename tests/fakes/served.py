"""What every fake on a loopback port has in common."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Self

from aiohttp import web
from aiohttp.test_utils import TestServer


class Served:
    """`async with` opens the server and closes it; what waits for one of `held` is let go before that."""

    def __init__(self, app: web.Application, *held: asyncio.Event) -> None:
        self._server = TestServer(app)
        self._held = held

    def at(self, path: str = "") -> str:
        """Return the address of a path, of the server itself without one."""
        return str(self._server.make_url(path)).rstrip("/")

    async def __aenter__(self) -> Self:
        await self._server.start_server()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for event in self._held:
            event.set()
        await self._server.close()
