"""A host of files on a loopback port: what it was asked for, and with which credentials; trouble on demand."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from hashlib import sha256
from uuid import uuid4

from aiohttp import web

from tests.fakes.served import Served


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One file; its content is sent `times` times, and without `measured` nobody is told how long it is."""

    content: bytes
    times: int = 1
    mime_type: str = "image/jpeg"
    measured: bool = True

    @property
    def size(self) -> int:
        return len(self.content) * self.times

    @property
    def sha256(self) -> str:
        digest = sha256()
        for _ in range(self.times):
            digest.update(self.content)
        return digest.hexdigest()


class Shelf:
    """Files by their id. `credentials` are those of each request for the bytes of one, in order.

    While `open` is not set, whoever asks for bytes waits.
    """

    def __init__(self) -> None:
        self.held: dict[str, Held] = {}
        self.credentials: list[str | None] = []
        self.open = asyncio.Event()
        self.open.set()
        self._troubles: deque[web.Response] = deque()

    def put(self, held: Held) -> str:
        name = str(uuid4().int)[:15]
        self.held[name] = held
        return name

    def find(self, name: str) -> Held | None:
        return self.held.get(name)

    def trouble(self, *statuses: int, **headers: str) -> None:
        """Let the next requests for bytes meet these."""
        self._troubles.extend(web.Response(status=status, headers=headers) for status in statuses)

    async def give(self, request: web.Request, name: str) -> web.StreamResponse:
        self.credentials.append(request.headers.get("Authorization"))
        await self.open.wait()
        if self._troubles:
            return self._troubles.popleft()
        held = self.held[name]
        answer = web.StreamResponse(headers={"Content-Type": held.mime_type})
        answer.content_length = held.size if held.measured else None
        await answer.prepare(request)
        for _ in range(held.times):
            await answer.write(held.content)
        return answer


class FileHost(Served):
    """`async with FileHost() as host:` is a host that is nobody's provider."""

    def __init__(self) -> None:
        self.shelf = Shelf()
        app = web.Application()
        app.router.add_get("/{name}", self._give)
        super().__init__(app, self.shelf.open)

    def put(self, held: Held) -> str:
        """Return the address of a file."""
        return self.at(f"/{self.shelf.put(held)}")

    async def _give(self, request: web.Request) -> web.StreamResponse:
        return await self.shelf.give(request, request.match_info["name"])
