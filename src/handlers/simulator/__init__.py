"""The simulator's door: a WhatsApp-like chat in the browser, its files, its people and its stream of events."""

from __future__ import annotations

from contextlib import aclosing, suppress
from pathlib import Path

import orjson
from aiohttp import web

from errors import DatabaseUnavailableError
from handlers.keys import STORE
from handlers.simulator.stream import chat_stream, parse_event_id

_FOLDER = Path(__file__).with_name("static")

_CONTENT_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}

_FILES = frozenset(path.name for path in _FOLDER.iterdir())
"""What may be asked for: nothing else of the disk can be reached."""

_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: https: http:",
    "connect-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
}

_HEADERS = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": "; ".join(f"{directive} {sources}" for directive, sources in _POLICY.items()),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

_STREAM_HEADERS = _HEADERS | {
    "Cache-Control": "no-store",
    "Content-Type": "text/event-stream; charset=utf-8",
    "X-Accel-Buffering": "no",
}

_LONGEST_SENDER = 160
"""A business-scoped user id is the longest of all senders."""


async def page(_request: web.Request) -> web.StreamResponse:
    """GET /simulator: the page."""
    return _file("simulator.html")


async def static(request: web.Request) -> web.StreamResponse:
    """GET /simulator/static/{file}: a script, a style sheet or a picture of the page; 404 for anything else."""
    return _file(request.match_info["file"])


async def people(request: web.Request) -> web.StreamResponse:
    """GET /simulator/people: who one can be, `[{"phone", "name", "language", "active"}]`; 503 without a database."""
    try:
        found = await request.app[STORE].simulator_people()
    except DatabaseUnavailableError:
        raise web.HTTPServiceUnavailable(headers=_HEADERS) from None
    return web.Response(
        body=orjson.dumps(found), content_type="application/json", headers=_HEADERS | {"Cache-Control": "no-store"}
    )


async def events(request: web.Request) -> web.StreamResponse:
    """GET /simulator/events?phone=…: the chat so far and then each change of it, as server-sent events.

    400 without a phone; 503 without a database. When the database goes away later the stream ends, and the page
    comes back with the `Last-Event-ID` it got.
    """
    after = parse_event_id(request.headers.get("Last-Event-ID", ""))
    response = web.StreamResponse(headers=_STREAM_HEADERS)
    async with aclosing(chat_stream(request.app[STORE], _sender(request), after)) as chunks:
        try:
            chat_so_far = await anext(chunks)
        except DatabaseUnavailableError:
            raise web.HTTPServiceUnavailable(headers=_HEADERS) from None
        with suppress(ConnectionResetError, DatabaseUnavailableError):
            await response.prepare(request)
            await response.write(chat_so_far)
            async for chunk in chunks:
                if request.transport is None:
                    break
                if chunk:
                    await response.write(chunk)
    return response


def _file(name: str) -> web.FileResponse:
    if name not in _FILES:
        raise web.HTTPNotFound(headers=_HEADERS)
    path = _FOLDER / name
    return web.FileResponse(path, headers=_HEADERS | {"Content-Type": _CONTENT_TYPES[path.suffix]})


def _sender(request: web.Request) -> str:
    sender = request.query.get("phone", "").strip()
    if not 0 < len(sender) <= _LONGEST_SENDER:
        raise web.HTTPBadRequest(headers=_HEADERS)
    return sender
