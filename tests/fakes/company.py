"""The company's own address on a loopback port: it writes down what it is told, and has trouble on demand."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import Any, Literal

from aiohttp import web

from tests.fakes.served import Served


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One POST that came, whatever was answered."""

    key: str | None
    content_type: str
    body: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What the next POST is answered; one that hangs is not answered at all."""

    how: Literal["answer", "hang", "drop"] = "answer"
    status: int = 500
    retry_after: int | None = None


class FakeCompany(Served):
    """`async with FakeCompany() as company:` takes notifications at `company.url`; `told` are those that came."""

    def __init__(self) -> None:
        self.told: list[Told] = []
        self.elsewhere: list[str] = []
        self._troubles: deque[Trouble] = deque()
        self._closing = asyncio.Event()
        app = web.Application()
        app.router.add_post("/hook/s3cret", self._take)
        app.router.add_route("*", "/{path:.*}", self._stray)
        super().__init__(app, self._closing)

    @property
    def url(self) -> str:
        return self.at("/hook/s3cret")

    @property
    def kinds(self) -> list[str]:
        """What was told, in order."""
        return [told.body["kind"] for told in self.told]

    def trouble(self, *troubles: Trouble) -> None:
        """Let the next POSTs meet these, one each."""
        self._troubles.extend(troubles)

    async def _take(self, request: web.Request) -> web.StreamResponse:
        key = request.headers.get("Idempotency-Key")
        self.told.append(Told(key=key, content_type=request.content_type, body=await request.json()))
        trouble = self._troubles.popleft() if self._troubles else Trouble(status=204)
        if trouble.how == "hang":
            await self._closing.wait()
        if trouble.how == "drop" and request.transport:
            request.transport.abort()
        headers = {"Location": str(self._server.make_url("/elsewhere"))} if trouble.status // 100 == 3 else {}
        if trouble.retry_after is not None:
            headers["Retry-After"] = str(trouble.retry_after)
        return web.Response(status=trouble.status, headers=headers)

    async def _stray(self, request: web.Request) -> web.Response:
        self.elsewhere.append(request.path)
        return web.Response(status=204)
