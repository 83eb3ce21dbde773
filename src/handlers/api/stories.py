"""What `relais why` prints."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from handlers.api.asks import OfMessage
from handlers.api.refusals import ApiError
from handlers.keys import STORE


async def get_story(app: web.Application, asked: OfMessage) -> dict[str, Any]:
    """Tell all that is known of one message, by our id or the provider's."""
    found = await app[STORE].get_story(asked.id)
    if found is None:
        raise ApiError(404, f"no message has the id {asked.id}")
    return found
