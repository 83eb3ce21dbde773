"""What stands before PostgREST at Supabase: it takes `/rest/v1/…`, and fails when and how a test says."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp import web

Forward = Callable[[], Awaitable[web.Response]]
Fault = Callable[[web.Request, Forward], Awaitable[web.StreamResponse]]


class Gateway:
    """`async with Gateway(postgrest_port) as gateway:` serves a project at `gateway.url`."""

    def __init__(self, port: int) -> None:
        self.url = ""
        self.fault: Fault | None = None
        """What happens to every request instead; None: it goes through."""
        self.requests = 0
        self._behind = f"http://127.0.0.1:{port}"

    async def __aenter__(self) -> Self:
        self._http = aiohttp.ClientSession()
        app = web.Application(client_max_size=2**24)
        app.router.add_route("*", "/rest/v1/{path:.*}", self._take)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1, handler_cancellation=True)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._runner.cleanup()
        await self._http.close()

    async def _take(self, request: web.Request) -> web.StreamResponse:
        self.requests += 1

        async def forward() -> web.Response:
            return await self._forward(request)

        return await (self.fault(request, forward) if self.fault else forward())

    async def _forward(self, request: web.Request) -> web.Response:
        kept = {
            name: value
            for name, value in request.headers.items()
            if name in {"Authorization", "Content-Type", "Accept", "Prefer", "Content-Profile", "Accept-Profile"}
        }
        target = f"{self._behind}/{request.match_info['path']}"
        body = await request.read()
        async with self._http.request(request.method, target, data=body, headers=kept) as answer:
            text = await answer.read()
            return web.Response(
                status=answer.status, body=text, headers={"Content-Type": answer.headers.get("Content-Type", "")}
            )


def answers(status: int, body: str, kind: str = "text/html") -> Fault:
    """Answer for the database, without asking it."""

    async def answer(_request: web.Request, _forward: Forward) -> web.StreamResponse:
        return web.Response(status=status, text=body, content_type=kind)

    return answer


async def drops(request: web.Request, _forward: Forward) -> web.StreamResponse:
    """Cut the line before the database hears of it."""
    return _cut(request)


async def drops_the_answer(request: web.Request, forward: Forward) -> web.StreamResponse:
    """Cut the line when the database has done it."""
    await forward()
    return _cut(request)


async def answers_half(request: web.Request, forward: Forward) -> web.StreamResponse:
    """Cut the line in the middle of the answer."""
    body = (await forward()).body
    assert isinstance(body, bytes)
    half = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": str(len(body) + 10)})
    await half.prepare(request)
    await half.write(body)
    return _cut(request)


async def says_nothing(_request: web.Request, _forward: Forward) -> web.StreamResponse:
    """Take the request and never answer."""
    await asyncio.Event().wait()
    raise AssertionError


def _cut(request: web.Request) -> web.StreamResponse:
    assert request.transport
    request.transport.abort()
    return web.Response()
