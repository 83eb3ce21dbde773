"""Conversations: listed, read, searched."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from handlers.api.asks import ListMessages, ListSessions, OfId, SearchMessages
from handlers.api.cursors import page
from handlers.api.refusals import ApiError
from handlers.keys import LIVE_SESSIONS, STORE


async def list_sessions(app: web.Application, asked: ListSessions) -> dict[str, Any]:
    """List sessions, the newest first."""
    before, before_id = (asked.cursor[0].isoformat(), str(asked.cursor[1])) if asked.cursor else (None, None)
    found = await app[LIVE_SESSIONS].list(
        phone=asked.phone, status=asked.status, before=before, before_id=before_id, limit=asked.limit + 1
    )
    told = page(found.items, asked.limit, lambda item: (item["started_at"], item["id"]))
    return told | {"source": found.source}


async def get_session(app: web.Application, asked: OfId) -> dict[str, Any]:
    """Read one session."""
    found = await app[STORE].get_session(str(asked.id))
    if found is None:
        raise ApiError(404, f"no session has the id {asked.id}")
    return found


async def list_messages(app: web.Application, asked: ListMessages) -> dict[str, Any]:
    """List what was said in a session, the oldest first."""
    [after] = asked.cursor or (0,)
    found = await app[STORE].list_messages(str(asked.id), after=after, limit=asked.limit + 1)
    if not found:
        await get_session(app, OfId(id=asked.id))
    return page(found, asked.limit, lambda item: (item["seq"],))


async def search_messages(app: web.Application, asked: SearchMessages) -> dict[str, Any]:
    """Find messages that hold every word, the best first."""
    rank, seq = asked.cursor or (None, None)
    found = await app[STORE].search_messages(asked.q, limit=asked.limit + 1, rank=rank, seq=seq)
    return page(found, asked.limit, lambda item: (item["rank"], item["seq"]))
