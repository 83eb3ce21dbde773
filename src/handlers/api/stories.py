"""What `relais why` prints."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from handlers.api.answers import ApiError
from handlers.keys import STORE


async def story(request: web.Request) -> dict[str, Any]:
    """GET /api/v1/messages/{id}/story: all that is known of one message, by our id or the provider's."""
    message_id = request.match_info["id"]
    found = await request.app[STORE].get_story(message_id)
    if found is None:
        raise ApiError(404, "not_found", f"no message has the id {message_id}")
    return found
