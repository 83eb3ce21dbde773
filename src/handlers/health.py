"""Is the process alive, and can it do its work? No token, nothing secret."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from errors import DatabaseError
from handlers.keys import INTAKE, MIGRATIONS, STORE
from services.patience import within

_PATIENCE_SECONDS = 2.0


async def live(_request: web.Request) -> web.StreamResponse:
    """GET /health/live: 200 as long as the process answers at all; a database outage is no reason to restart it."""
    return web.json_response({"status": "ok", "checks": {}})


async def ready(request: web.Request) -> web.StreamResponse:
    """GET /health/ready: 200 when a message would be stored and handled, else 503; a check says `ok` or why not."""
    checks = await _checks(request)
    healthy = all(said == "ok" for said in checks.values())
    checks |= _spool(request)
    return web.json_response(
        {"status": "ok" if healthy else "unavailable", "checks": checks}, status=200 if healthy else 503
    )


async def _checks(request: web.Request) -> dict[str, Any]:
    try:
        found = await within(_PATIENCE_SECONDS, request.app[STORE].database_health())
    except DatabaseError:
        return {"database": "unavailable, or not migrated"}
    pending = request.app[MIGRATIONS] - found["migrations"]
    return {
        "database": "read-only" if found["read_only"] else "ok",
        "migrations": "ok" if pending <= 0 else f"{pending} pending",
    }


def _spool(request: web.Request) -> dict[str, Any]:
    """Say what waits in the spool; that does not make the process less ready."""
    spool = request.app[INTAKE].spool
    return {"spool_events": spool.events, "spool_age_seconds": round(spool.age_seconds, 1)} if spool else {}
