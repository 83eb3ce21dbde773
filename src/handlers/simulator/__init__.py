"""The simulator's door: a WhatsApp-like chat in the browser, its files, its people and its stream of events."""

from __future__ import annotations

from contextlib import aclosing, suppress
from pathlib import Path

from aiohttp import web

from errors import DatabaseUnavailableError
from handlers.keys import STORE
from handlers.simulator.answers import HEADERS, told
from handlers.simulator.files import hand_out, take
from handlers.simulator.stories import story
from handlers.simulator.stream import chat_stream, parse_event_id
from handlers.simulator.trouble import choose_trouble, trouble
from handlers.static_files import POLICY, StaticFiles, page_headers

__all__ = ["choose_trouble", "events", "hand_out", "page", "people", "static", "story", "take", "trouble"]

_PAGE_POLICY = POLICY | {
    "img-src": "'self' blob: data: https: http:",  # a company's pictures lie where the company keeps them
    "media-src": "'self' blob:",
    "form-action": "'none'",
}

_FILES = StaticFiles(Path(__file__).with_name("static"), page_headers(_PAGE_POLICY))

_STREAM_HEADERS = HEADERS | {"Content-Type": "text/event-stream; charset=utf-8", "X-Accel-Buffering": "no"}

_LONGEST_SENDER = 160
"""A business-scoped user id is the longest of all senders."""


async def page(_request: web.Request) -> web.StreamResponse:
    """GET /simulator: the page."""
    return _FILES.file("simulator.html")


async def static(request: web.Request) -> web.StreamResponse:
    """GET /simulator/static/{file}: a script, a style sheet or a picture of the page; 404 for anything else."""
    return await _FILES.answer(request)


async def people(request: web.Request) -> web.StreamResponse:
    """GET /simulator/people: who one can be, `[{"phone", "name", "language", "active", "user_id"?}]`."""
    return await told(request.app[STORE].simulator_people())


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
            raise web.HTTPServiceUnavailable(headers=HEADERS) from None
        with suppress(ConnectionResetError, DatabaseUnavailableError):
            await response.prepare(request)
            await response.write(chat_so_far)
            async for chunk in chunks:
                if request.transport is None:
                    break
                if chunk:
                    await response.write(chunk)
    return response


def _sender(request: web.Request) -> str:
    sender = request.query.get("phone", "").strip()
    if not 0 < len(sender) <= _LONGEST_SENDER or not sender.isprintable():
        raise web.HTTPBadRequest(headers=HEADERS)
    return sender
