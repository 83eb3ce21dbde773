"""The operator's API under /api/v1: a bearer token, JSON, cursor pages. One row per operation."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from handlers.api import actions, asks, dead, media, people, sessions, stories, tells
from handlers.api.answers import answered, json
from handlers.api.elsewhere import elsewhere
from handlers.api.health_session import session_health
from handlers.api.openapi import describe
from handlers.api.operation import Operation

_ROUTES = {"GET": web.get, "POST": web.post, "DELETE": web.delete}

OPERATIONS: tuple[Operation[Any], ...] = (
    Operation("GET", "/api/v1/sessions", sessions.list_sessions, asks.ListSessions, tells.Sessions),
    Operation("GET", "/api/v1/sessions/{id}", sessions.get_session, asks.OfId, tells.Session),
    Operation("GET", "/api/v1/sessions/{id}/messages", sessions.list_messages, asks.ListMessages, tells.Messages),
    Operation("POST", "/api/v1/sessions/{id}/messages", actions.answer_as_human, asks.AnswerAsHuman, tells.Answered),
    Operation("POST", "/api/v1/sessions/{id}/end", actions.end_session, asks.EndSession, tells.Session),
    Operation("POST", "/api/v1/sessions/{id}/handoff", actions.hand_off_session, asks.OfId, tells.Session),
    Operation("POST", "/api/v1/sessions/{id}/release", actions.release_session, asks.OfId, tells.Session),
    Operation("GET", "/api/v1/search", sessions.search_messages, asks.SearchMessages, tells.FoundMessages),
    Operation(
        "POST", "/api/v1/projects/{id}/select", actions.select_project, asks.SelectProject, tells.Selected, (403,)
    ),
    Operation("GET", "/api/v1/subcontractors/{id}/export", people.export_person, asks.OfId, tells.Document),
    Operation("DELETE", "/api/v1/subcontractors/{id}", people.erase_person, asks.OfId, tells.Erased),
    Operation("GET", "/api/v1/media/{id}", media.get_media, asks.OfId, None),
    Operation("GET", "/api/v1/dead", dead.list_dead, asks.ListDead, tells.DeadMessages),
    Operation("POST", "/api/v1/dead/{id}/requeue", dead.requeue_dead, asks.OfRow, tells.Requeued),
    Operation("POST", "/api/v1/dead/{id}/discard", dead.discard_dead, asks.OfRow, tells.Requeued),
    Operation("GET", "/api/v1/messages/{id}/story", stories.get_story, asks.OfMessage, tells.Document),
    Operation("GET", "/api/health/session", session_health, asks.Asked, tells.SessionHealth, alike=(503,)),
)

_DESCRIPTION = describe(OPERATIONS)


async def openapi(_request: web.Request) -> web.Response:
    """GET /api/openapi.json: the description of the API; nothing in it is secret."""
    return json(_DESCRIPTION)


API_ROUTES: tuple[web.RouteDef, ...] = (
    web.get("/api/openapi.json", openapi),
    *(_ROUTES[one.method](one.path, answered(one.answer)) for one in OPERATIONS),
    web.route("*", "/api/{path:.*}", answered(elsewhere)),
)
