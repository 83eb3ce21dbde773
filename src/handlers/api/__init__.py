"""The operator's API under /api/v1: a bearer token, JSON, cursor pages. One line per route."""

from __future__ import annotations

from aiohttp import web

from handlers.api import dead, stories
from handlers.api.answers import answered

API_ROUTES: tuple[web.RouteDef, ...] = (
    web.get("/api/v1/dead", answered(dead.list_dead)),
    web.post("/api/v1/dead/{id}/requeue", answered(dead.requeue)),
    web.post("/api/v1/dead/{id}/discard", answered(dead.discard)),
    web.get("/api/v1/messages/{id}/story", answered(stories.story)),
)
