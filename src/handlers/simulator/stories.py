"""GET /simulator/story: what happened to a message, behind the scenes."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from handlers.keys import STORE
from handlers.simulator.answers import HEADERS, told
from handlers.simulator.telling import tell
from services.store import Store

_OWN_IDS = "sim."
"""How the ids of the simulator's messages begin: those of other channels are not told here."""


async def story(request: web.Request) -> web.StreamResponse:
    """Tell the story of a message by its provider's id (`?id=`), in sections; 404 when there is none."""
    return await told(_story(request.app[STORE], request.query.get("id", "")))


async def _story(store: Store, message_id: str) -> dict[str, Any]:
    found = await store.get_story(message_id) if message_id.startswith(_OWN_IDS) else None
    if found is None:
        raise web.HTTPNotFound(headers=HEADERS)
    session = await store.simulator_session(found["session"]["id"]) if found["session"] else None
    return tell(found, session)
