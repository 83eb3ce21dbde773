"""Where the door listens, and how long it waits for whoever calls: slow ones are let go, and nobody waits for them."""

from __future__ import annotations

import asyncio
import resource
from contextlib import suppress
from typing import Any, Literal

from aiohttp import StreamReader, web
from aiohttp.http import HttpProcessingError

from errors import place_of
from events import Event, log

Awaited = Literal["headers", "body"]

SECONDS: dict[Awaited, float] = {"headers": 10, "body": 30}
"""What a request may take to come to the end of its headers, and from there to the end of its body of 3 MiB at most."""
READER_SECONDS = 60.0
"""How long an answer waits for somebody who takes nothing of it."""
IDLE_SECONDS = 75.0
"""Between the requests of a connection: longer than proxies in front of us keep theirs, so that they close first."""

_NAME = "relais"
_BACKLOG = 1024
"""Connections that may wait to be taken: a flood of them turns nobody away."""


async def say_little(_request: web.Request, response: web.StreamResponse) -> None:
    """Name no version, and let no browser guess what an answer is."""
    response.headers["Server"] = _NAME
    response.headers.setdefault("X-Content-Type-Options", "nosniff")


def allow_connections() -> None:
    """Let this process open as many files as it may: a thousand, as shells give, is a thousand idle lines."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):  # without a limit, some systems name a number that they refuse
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


class Connection(web.RequestHandler):
    """One connection to the door: aiohttp's own, with an end to every wait."""

    __slots__ = ("_awaited", "_body", "_clock", "_reader_clock")

    def __init__(self, manager: web.Server, **options: Any) -> None:
        """Wait for nothing yet: that a connection idles is aiohttp's to end."""
        super().__init__(manager, **options)
        self._awaited: Awaited | None = None
        self._body: StreamReader | None = None
        self._clock: asyncio.TimerHandle | None = None
        self._reader_clock: asyncio.TimerHandle | None = None

    def data_received(self, data: bytes) -> None:
        """Take bytes, and begin to wait for the others that belong to them."""
        super().data_received(data)
        if self._messages:
            self._body = self._messages[-1][1]
        awaited = self._missing()
        if awaited != self._awaited:
            self._awaited = awaited
            _stop(self._clock)
            if awaited:
                self._clock = self._loop.call_later(SECONDS[awaited], self._give_up, awaited)

    def pause_writing(self) -> None:
        """Begin to wait for somebody who does not read."""
        super().pause_writing()
        self._reader_clock = self._loop.call_later(READER_SECONDS, self._let_go)

    def resume_writing(self) -> None:
        """They do: write on."""
        _stop(self._reader_clock)
        super().resume_writing()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Answer what is no HTTP, without repeating it, and what a handler broke."""
        said = "This is no HTTP.\n" if isinstance(exc, HttpProcessingError) else message
        response = super().handle_error(request, status, exc, said)
        response.headers["Server"] = _NAME
        return response

    def log_exception(self, *args: Any, **kw: Any) -> None:
        """Say where a handler broke, and nothing of what somebody sent; what was no HTTP is no fault of ours."""
        error = kw.get("exc_info")
        if isinstance(error, HttpProcessingError):
            return
        log(Event.UNEXPECTED, reason=place_of(error) if isinstance(error, BaseException) else str(args[0]))

    def connection_lost(self, exc: BaseException | None) -> None:
        """Forget every wait."""
        _stop(self._clock)
        _stop(self._reader_clock)
        super().connection_lost(exc)

    def _missing(self) -> Awaited | None:
        if self._body is not None and not self._body.is_eof():
            return "body"
        between_requests = self._waiter is not None and not self._waiter.done()
        return "headers" if between_requests else None

    def _give_up(self, awaited: Awaited) -> None:
        if self.transport is None or self._missing() != awaited:
            return
        answered = awaited == "body" and self._current_request is None  # without reading it to its end
        if not answered:
            self.transport.write(_too_slow(awaited))
        self.force_close()

    def _let_go(self) -> None:
        if self.transport is not None:
            self.transport.abort()


def _too_slow(awaited: Awaited) -> bytes:
    said = f"the {awaited} did not come to the end in time\n"
    head = ("HTTP/1.1 408 Request Timeout", "Content-Type: text/plain", f"Content-Length: {len(said)}")
    return "\r\n".join((*head, "Connection: close", "", said)).encode()


def _stop(clock: asyncio.TimerHandle | None) -> None:
    if clock is not None:
        clock.cancel()


class Door(web.BaseSite):
    """Listens on one address, over `Connection`."""

    def __init__(self, runner: web.AppRunner, host: str, port: int) -> None:
        """Take the address; nothing listens before `start`."""
        super().__init__(runner, backlog=_BACKLOG)
        self._host, self._port = host, port

    @property
    def name(self) -> str:
        """Where it was asked to listen."""
        return f"http://{self._host}:{self._port}"

    async def start(self) -> None:
        """Listen.

        Raises:
            OSError: the address is taken, or none of ours.
        """
        await super().start()
        self._server = await asyncio.get_running_loop().create_server(
            self._connection, self._host, self._port, backlog=self._backlog
        )

    def _connection(self) -> Connection:
        manager = self._runner.server
        if manager is None:
            raise RuntimeError("the runner was not set up")
        return Connection(
            manager,
            loop=asyncio.get_running_loop(),
            access_log=None,
            auto_decompress=False,  # signatures cover the bytes as they came, and nothing that is packed swells here
            keepalive_timeout=IDLE_SECONDS,
        )
