"""The console's page Health: what runs, what it talks to, and what an examination finds."""

from __future__ import annotations

import asyncio
import platform
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from aiohttp import web

from errors import DatabaseError
from events import Event, log
from handlers.console.cards import number
from handlers.console.examined import examine_at_once
from handlers.console.keys import EXAMINED
from handlers.console.moments import duration, read_moment
from handlers.keys import CHANNELS, CONNECTIONS, EXAMINATION, INTAKE, LIVE_SESSIONS, MIGRATIONS, STORE
from services.examination import Check
from services.patience import within
from services.store import Store

ADDRESS = "/console/health"

_PATIENCE_SECONDS = 3.0
_QUIET_SECONDS = 90.0
"""A process says every half a minute that it is there."""

_GRAPH = "graph_version"

Fact = tuple[str, str, str]
"""What, how it stands, and how that is: `good`, `warn`, `bad` or nothing."""


async def show_health(request: web.Request) -> Mapping[str, Any]:
    """GET /console/health: it is shown while the database is away, too."""
    app = request.app
    found, at_once = await asyncio.gather(_found(app[STORE]), examine_at_once(app[EXAMINATION]))
    return {
        "live": "health",
        "found": found,
        "database": [*_database(app, found), *_pool(app)],
        "beside": [*_spool(app), *_redis(app)],
        "channels": _channels(app, found),
        "processes": _processes(found),
        "maintenance": found["maintenance"] if found else [],
        "versions": _versions(found, at_once),
        "at_once": at_once,
        "examined": app[EXAMINED],
    }


async def examine(request: web.Request, _form: Mapping[str, str]) -> str:
    """POST /console/health/examine: look at everything now, the providers too."""
    await request.app[EXAMINED].renew(request.app[EXAMINATION])
    log(Event.OPERATOR_ACTED, action="examine", target="health")
    return f"{ADDRESS}#examination"


async def _found(store: Store) -> Mapping[str, Any] | None:
    try:
        return await within(_PATIENCE_SECONDS, store.console_health())
    except DatabaseError:
        return None


def _database(app: web.Application, found: Mapping[str, Any] | None) -> Sequence[Fact]:
    if found is None:
        return [("Database", "does not answer, or is not migrated", "bad")]
    pending = app[MIGRATIONS] - found["migrations"]
    reads_only = ("Database", "reads only", "bad")
    behind = ("Migrations", f"{pending} pending", "bad")
    return [
        reads_only if found["read_only"] else ("Database", "answers", "good"),
        behind if pending > 0 else ("Migrations", f"all {found['migrations']} applied", ""),
        ("Turns waiting", _waiting(found["lanes"]["turns"]), ""),
        ("Replies waiting", _waiting(found["lanes"]["replies"]), ""),
    ]


def _waiting(lane: Mapping[str, Any]) -> str:
    return f"{number(lane['waiting'])}, oldest {duration(lane['oldest_seconds'])}" if lane["waiting"] else "none"


def _pool(app: web.Application) -> Sequence[Fact]:
    pool = app[CONNECTIONS]()
    waited = f", {number(pool.waits)} calls waited {duration(pool.wait_seconds)}" if pool.waits else ""
    state = "warn" if pool.saturation >= 1 else ""
    return [("Connections", f"{pool.used} of {pool.limit} at work, {pool.size} open{waited}", state)]


def _spool(app: web.Application) -> Sequence[Fact]:
    spool = app[INTAKE].spool
    if spool is None:
        return [("Spool", "off: in an outage webhooks are answered 503", "")]
    if spool.events == 0:
        return [("Spool", "empty", "good")]
    return [("Spool", f"{number(spool.events)} events wait, the oldest for {duration(spool.age_seconds)}", "warn")]


def _redis(app: web.Application) -> Sequence[Fact]:
    cache = app[LIVE_SESSIONS].cache
    if cache is None:
        return [("Redis", "not configured: sessions are read from Postgres", "")]
    figures = cache.figures
    told = "answers" if figures.up else "does not answer: sessions are read from Postgres"
    return [
        ("Redis", told, "good" if figures.up else "warn"),
        ("Written to Redis", f"{number(figures.writes)}, {number(figures.pending)} to come", ""),
    ]


def _channels(app: web.Application, found: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """Return every channel that is on, or was used since yesterday."""
    traffic = {one["channel"]: one for one in found["traffic"]} if found else {}
    quiet = {"last_in": None, "last_out": None, "error": None, "error_at": None}
    names = sorted({*app[CHANNELS], *traffic})
    return [{"name": name, "on": name in app[CHANNELS], **traffic.get(name, quiet)} for name in names]


def _processes(found: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    now = datetime.now(UTC)
    known: list[dict[str, Any]] = found["processes"] if found else []
    return [{**one, "quiet": (now - read_moment(one["seen_at"])).total_seconds() > _QUIET_SECONDS} for one in known]


def _versions(found: Mapping[str, Any] | None, checks: Sequence[Check]) -> Sequence[Fact]:
    graph = [
        ("Graph API", check.detail, "warn" if check.wrong else "") for check in checks if check.check_name == _GRAPH
    ]
    return [
        ("relais", version("relais"), ""),
        ("Postgres", found["server_version"] if found else "unknown", ""),
        ("Python", platform.python_version(), ""),
        *graph,
    ]
