"""How the simulator answers its page: JSON that nobody keeps and no other page reads."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

import orjson
from aiohttp import web

from errors import DatabaseUnavailableError, InvalidInputError
from handlers.here import is_own_page
from handlers.keys import CHANNELS
from handlers.static_files import PAGE_HEADERS
from services.channels.simulator import SimulatorChannel

HEADERS = PAGE_HEADERS | {"Cache-Control": "no-store"}


async def told(asked: Awaitable[Any]) -> web.Response:
    """Answer with what the store says; 404 for an id that no row can have, 503 without a database."""
    try:
        return as_json(await asked)
    except InvalidInputError:
        raise web.HTTPNotFound(headers=HEADERS) from None
    except DatabaseUnavailableError:
        raise web.HTTPServiceUnavailable(headers=HEADERS) from None


def as_json(value: Any, *, status: int = 200) -> web.Response:
    """Answer with a value."""
    return web.Response(body=orjson.dumps(value), status=status, content_type="application/json", headers=HEADERS)


def refused(status: int, reason: str) -> web.Response:
    """Answer with a reason."""
    return as_json({"error": reason}, status=status)


def refuse_foreign(request: web.Request) -> None:
    """Let no other site's page post here.

    Raises:
        HTTPForbidden: it is one.
    """
    if not is_own_page(request):
        raise web.HTTPForbidden(headers=HEADERS)


def channel_of(request: web.Request) -> SimulatorChannel:
    """Return the simulator's channel.

    Raises:
        HTTPNotFound: it is not served here.
    """
    channel = request.app[CHANNELS].get("simulator")
    if not isinstance(channel, SimulatorChannel):
        raise web.HTTPNotFound(headers=HEADERS)
    return channel
