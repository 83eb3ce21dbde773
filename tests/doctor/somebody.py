"""Somebody on a loopback port who answers whatever a test says."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from aiohttp import web

from tests.fakes.served import Served


@dataclass(frozen=True, slots=True, kw_only=True)
class Says:
    """One answer; a `body` that is no text is sent as JSON. `hangs`: none at all."""

    status: int = 200
    body: Any = ""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    hangs: bool = False


class Somebody(Served):
    """`async with Somebody(Says(…)) as one:` answers everything so; `asked` holds the requests."""

    def __init__(self, says: Says) -> None:
        self.asked: list[web.Request] = []
        self._says = says
        self._closing = asyncio.Event()
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        super().__init__(app, self._closing)

    @property
    def url(self) -> str:
        return self.at()

    async def _answer(self, request: web.Request) -> web.Response:
        self.asked.append(request)
        if self._says.hangs:
            await self._closing.wait()
        body = self._says.body
        text = body if isinstance(body, str) else orjson.dumps(body).decode()
        kind = "text/plain" if isinstance(body, str) else "application/json"
        return web.Response(status=self._says.status, text=text, content_type=kind, headers=self._says.headers)
