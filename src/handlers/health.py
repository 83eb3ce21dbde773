"""Is the process alive, and can it do its work? No token, nothing secret."""

from __future__ import annotations

from aiohttp import web

from errors import DatabaseError
from handlers.keys import MIGRATIONS, STORE


async def live(_request: web.Request) -> web.StreamResponse:
    """GET /health/live: 200 as long as the process answers at all; a database outage is no reason to restart it."""
    return web.json_response({"status": "ok", "checks": {}})


async def ready(request: web.Request) -> web.StreamResponse:
    """GET /health/ready: 200 when a message would be stored and handled, else 503; each check says `ok` or why not."""
    checks = await _checks(request)
    healthy = all(said == "ok" for said in checks.values())
    return web.json_response(
        {"status": "ok" if healthy else "unavailable", "checks": checks}, status=200 if healthy else 503
    )


async def _checks(request: web.Request) -> dict[str, str]:
    try:
        found = await request.app[STORE].database_health()
    except DatabaseError:
        return {"database": "unavailable, or not migrated"}
    pending = request.app[MIGRATIONS] - found["migrations"]
    return {
        "database": "read-only" if found["read_only"] else "ok",
        "migrations": "ok" if pending <= 0 else f"{pending} pending",
    }
