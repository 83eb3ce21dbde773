"""Messages that were set aside."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from handlers.api.answers import ApiError
from handlers.api.pages import cursor_of, limit_of, page
from handlers.keys import STORE, WAKEUPS


async def list_dead(request: web.Request) -> dict[str, Any]:
    """GET /api/v1/dead?limit=&cursor=: the oldest first, each with its reason."""
    limit = limit_of(request)
    return page(await request.app[STORE].list_dead(cursor_of(request), limit), limit)


async def requeue(request: web.Request) -> dict[str, Any]:
    """POST /api/v1/dead/{id}/requeue: another life, with all its attempts."""
    inbox_id = _id_of(request)
    if not await request.app[STORE].requeue_dead(inbox_id):
        raise _unknown(inbox_id)
    request.app[WAKEUPS].ring("turns")
    return {"id": inbox_id, "state": "pending"}


async def discard(request: web.Request) -> dict[str, Any]:
    """POST /api/v1/dead/{id}/discard: let it go."""
    inbox_id = _id_of(request)
    if not await request.app[STORE].discard_dead(inbox_id):
        raise _unknown(inbox_id)
    return {"id": inbox_id, "state": "done"}


def _id_of(request: web.Request) -> int:
    given = request.match_info["id"]
    if not given.isascii() or not given.isdigit() or len(given) > 18:  # noqa: PLR2004 - a bigint has 19 digits
        raise ApiError(422, "malformed", "the id is a whole number")
    return int(given)


def _unknown(inbox_id: int) -> ApiError:
    return ApiError(404, "not_found", f"no message {inbox_id} is set aside")
