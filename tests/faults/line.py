"""A line between relais and Postgres that breaks in the middle of a call, when and where a test says so."""

from __future__ import annotations

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Literal, Self

Moment = Literal["asked", "running", "answered"]
"""Before the server hears of the call, while it works on it, or when it is done and relais does not know yet."""

_PARSE, _BIND, _SYNC, _READY = b"P", b"B", b"S", b"Z"


async def _only_cut() -> None:
    """Nothing more happens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """The next call of `function` gets as far as `moment`; `then` happens, and the line is cut."""

    function: str
    moment: Moment
    then: Callable[[], Awaitable[object]]
    done: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    async def happen(self) -> None:
        await self.then()
        self.done.set_result(None)


class Line:
    """`async with Line(server.port) as line:` leads to the server from `line.dsn(database)`."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._breaks: list[Break] = []
        self._clients: set[StreamWriter] = set()

    def dsn(self, name: str) -> str:
        """Return the address of database `name` at the end of the line."""
        host, port = self._server.sockets[0].getsockname()
        return f"postgresql://postgres@{host}:{port}/{name}?sslmode=disable"

    def cut(
        self, function: str, moment: Moment, then: Callable[[], Awaitable[object]] = _only_cut
    ) -> asyncio.Future[None]:
        """Break at the next call of a function; the future is done when that has happened."""
        self._breaks.append(Break(function=function, moment=moment, then=then))
        return self._breaks[-1].done

    def due(self, query: str) -> Break | None:
        """Return the break that this query meets, if any; it is not met twice."""
        found = next((item for item in self._breaks if item.function in query), None)
        if found:
            self._breaks.remove(found)
        return found

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        while self._clients:
            for client in self._clients:
                client.transport.abort()
            await asyncio.sleep(0)

    async def _carry(self, reader: StreamReader, writer: StreamWriter) -> None:
        self._clients.add(writer)
        try:
            server = await asyncio.open_connection("127.0.0.1", self._port)
            await _Connection(line=self, client=(reader, writer), server=server).run()
        except OSError:
            writer.transport.abort()
        finally:
            self._clients.discard(writer)


@dataclass(slots=True, kw_only=True)
class _Connection:
    """Both directions of one connection, message by message; knows which query stands behind a prepared name."""

    line: Line
    client: tuple[StreamReader, StreamWriter]
    server: tuple[StreamReader, StreamWriter]
    queries: dict[bytes, str] = field(default_factory=dict[bytes, str])
    break_: Break | None = None

    async def run(self) -> None:
        """Return when one side has hung up, or the line broke; the other side is cut off then."""
        tasks = {asyncio.create_task(self._ask()), asyncio.create_task(self._answer())}
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            if self.break_:
                await self.break_.happen()  # before relais can know that something is wrong
        finally:
            for _, writer in (self.client, self.server):
                writer.transport.abort()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _ask(self) -> None:
        reader, writer = self.client[0], self.server[1]
        with suppress(asyncio.IncompleteReadError, OSError):
            writer.write((await _message(reader, typed=False))[1])
            while True:
                kind, message = await _message(reader)
                self._note(kind, message)
                if self.break_ and self.break_.moment == "asked":
                    return
                writer.write(message)
                await writer.drain()
                if self.break_ and self.break_.moment == "running" and kind == _SYNC:
                    return

    async def _answer(self) -> None:
        reader, writer = self.server[0], self.client[1]
        with suppress(asyncio.IncompleteReadError, OSError):
            while True:
                kind, message = await _message(reader)
                if self.break_ is None:
                    writer.write(message)
                    await writer.drain()
                elif self.break_.moment == "answered" and kind == _READY:
                    return

    def _note(self, kind: bytes, message: bytes) -> None:
        """Remember what was prepared; find out whether what is to be run shall break."""
        if kind == _PARSE:
            name, query = message[5:].split(b"\0")[:2]
            self.queries[name] = query.decode()
        if kind == _BIND:
            _portal, name = message[5:].split(b"\0")[:2]
            self.break_ = self.line.due(self.queries[name])


async def _message(reader: StreamReader, *, typed: bool = True) -> tuple[bytes, bytes]:
    """Return one message of Postgres' protocol, its type and all its bytes; the first of a connection has no type."""
    kind = await reader.readexactly(1) if typed else b""
    size = await reader.readexactly(4)
    return kind, kind + size + await reader.readexactly(int.from_bytes(size) - 4)
