"""Messages that were set aside."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from handlers.api.asks import ListDead, OfRow
from handlers.api.cursors import page
from handlers.api.refusals import ApiError
from handlers.keys import STORE, WAKEUPS


async def list_dead(app: web.Application, asked: ListDead) -> dict[str, Any]:
    """List messages that were set aside, the oldest first, each with its reason."""
    [after] = asked.cursor or (0,)
    found = await app[STORE].list_dead(after, asked.limit + 1)
    return page(found, asked.limit, lambda item: (item["id"],))


async def requeue_dead(app: web.Application, asked: OfRow) -> dict[str, Any]:
    """Give a message that was set aside another life, with all its attempts."""
    if not await app[STORE].requeue_dead(asked.id):
        raise _unknown(asked.id)
    app[WAKEUPS].ring("turns")
    return {"id": asked.id, "state": "pending"}


async def discard_dead(app: web.Application, asked: OfRow) -> dict[str, Any]:
    """Let a message go that was set aside."""
    if not await app[STORE].discard_dead(asked.id):
        raise _unknown(asked.id)
    return {"id": asked.id, "state": "done"}


def _unknown(inbox_id: int) -> ApiError:
    return ApiError(404, f"no message {inbox_id} is set aside")
