"""Live pages: the server says that something changed, and the page fetches itself and brings its regions up to date.

How a page becomes live:

- Its `show` returns `"live": topic`, as `"live": f"conversation:{session_id}"`; base.html does the rest.
- What may change stands in elements with `data-region="name"`, each name once and on the page from the start, empty or
  not. A region is brought up to date node by node (static/morph.js), so focus, scroll, an open <details> and what is
  half written stay. Rows of a list that grows at its head, or shrinks, carry an `id` of their own.
- A region may carry `data-announce="3 dead letters"`: a screen reader says it when this text has changed.
- A script that has something to do afterwards listens for the event `relais:updated` of `document`.
- `{{ moment | ago }}` writes a <time> that grows older by itself and is no change; `{{ moment | clock }}` one that
  stays.

A topic is a row of TOPICS: its name, and an async function of the application and the topic's argument (what stands
behind the colon, "" without one; anybody's text) that returns a version: a short text without line breaks that is
another one when the page would look different. It is asked once a second for all who listen, so it must cost next to
nothing; an `errors.DatabaseError` is told to the pages as an outage.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Coroutine, Mapping
from contextlib import aclosing, suppress
from functools import partial
from typing import Any

from aiohttp import web

from errors import DatabaseError
from handlers.api.refusals import ApiError
from handlers.console.access import LogInNeededError
from handlers.console.keys import ACCESS, WATCHES
from handlers.console.pages import HEADERS
from handlers.keys import STORE

Version = Callable[[web.Application, str], Coroutine[Any, Any, str]]
"""Returns what differs when the topic has changed."""

_BEGIN = b"retry: 2000\n\n"
_OVER = b"event: over\ndata:\n\n"
_HEALTH_SECONDS = 10
_STREAM_HEADERS = HEADERS | {"Content-Type": "text/event-stream; charset=utf-8", "X-Accel-Buffering": "no"}


async def listen(request: web.Request) -> web.StreamResponse:
    """GET /console/live?topic=…: server-sent events until the log-in ends.

    `version`: the page may look different now (the first one comes at once) · `away`: the database does not answer ·
    `over`: the log-in has ended. 401 without a log-in, 404 for an unknown topic, 503 when too many listen.
    """
    topic = request.query.get("topic", "")
    name, _, argument = topic.partition(":")
    if name not in TOPICS:
        raise ApiError(404)
    ask = partial(TOPICS[name], request.app, argument)
    async with request.app[WATCHES].listening(topic, ask) as watch, aclosing(watch.events()) as events:
        response = web.StreamResponse(headers=_STREAM_HEADERS)
        with suppress(ConnectionResetError):
            await response.prepare(request)
            await response.write(_BEGIN)
            async for event in events:
                still = _logged_in(request)
                await response.write(event if still else _OVER)
                if not still:
                    break
    return response


def _logged_in(request: web.Request) -> bool:
    try:
        request.app[ACCESS].visitor(request)
    except LogInNeededError:
        return False
    return True


def _stored(name: str) -> Version:
    """Return the version that the database knows: see the SQL function console_version."""

    async def version(app: web.Application, argument: str) -> str:
        return await app[STORE].console_version(name, argument)

    return version


async def _health(app: web.Application, _argument: str) -> str:
    """Return a version that is new every ten seconds, and when the database comes or goes."""
    try:
        known = await app[STORE].console_version("health", "")
    except DatabaseError:
        known = "away"
    return f"{known}.{int(time.time()) // _HEALTH_SECONDS}"


TOPICS: Mapping[str, Version] = {
    "overview": _stored("overview"),
    "health": _health,
    "conversations": _stored("conversations"),
    "conversation": _stored("conversation"),
    "dead": _stored("dead"),
}
