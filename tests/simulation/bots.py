"""Somebody's bot: takes webhooks, notes them, and answers as it is told."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from tests.fakes.served import Served
from tests.house import PATIENCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """One webhook as it arrived; `url` is the address that was called, to the letter."""

    url: str
    body: bytes
    headers: Mapping[str, str]

    @property
    def json(self) -> dict[str, Any]:
        value: dict[str, Any] = json.loads(self.body)
        return value

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))

    @property
    def value(self) -> dict[str, Any]:
        """What Meta's one change says."""
        found: dict[str, Any] = self.json["entry"][0]["changes"][0]["value"]
        return found


class Bot(Served):
    """`async with Bot() as bot:` takes webhooks at `bot.at()`; `answers` are statuses for the next ones, then 200."""

    def __init__(self) -> None:
        self.posted: list[Posted] = []
        self.answers: deque[int] = deque()
        self.challenge: str | None = None
        self._came = asyncio.Event()
        app = web.Application()
        app.router.add_get("/{path:.*}", self._subscribe)
        app.router.add_post("/{path:.*}", self._take)
        super().__init__(app)

    async def webhooks(self, count: int) -> list[Posted]:
        """Return so many webhooks as soon as they are there."""
        async with asyncio.timeout(PATIENCE):
            while len(self.posted) < count:
                self._came.clear()
                await self._came.wait()
        return self.posted[:count]

    async def _take(self, request: web.Request) -> web.Response:
        url = f"http://{request.host}{request.raw_path}"
        self.posted.append(Posted(url=url, body=await request.read(), headers=request.headers))
        self._came.set()
        return web.Response(status=self.answers.popleft() if self.answers else 200)

    async def _subscribe(self, request: web.Request) -> web.Response:
        return web.Response(text=self.challenge or request.query["hub.challenge"])
