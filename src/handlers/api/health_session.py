"""Whether sessions can be read and written, and where lists come from."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from errors import DatabaseError
from handlers.api.answers import json
from handlers.api.asks import Asked
from handlers.keys import LIVE_SESSIONS, MIGRATIONS
from services.live_sessions import LiveSessions
from services.patience import within

_PATIENCE_SECONDS = 2.0


async def session_health(app: web.Application, _asked: Asked) -> web.Response:
    """Tell whether sessions can be read and written, 503 when not; the cache is no part of health."""
    live = app[LIVE_SESSIONS]
    redis = await _redis(live)
    postgres = await _postgres(live, app[MIGRATIONS])
    healthy = postgres.pop("healthy")
    told = {
        "backend": "redis" if redis.get("answers") else "postgres",
        "healthy": healthy,
        "details": {"postgres": postgres, "redis": redis},
    }
    return json(told, 200 if healthy else 503)


async def _redis(live: LiveSessions) -> dict[str, Any]:
    """Return `{configured, answers?, milliseconds?, pending?}`."""
    if live.cache is None:
        return {"configured": False}
    seconds = await live.cache.latency()
    return {
        "configured": True,
        "answers": seconds is not None,
        "milliseconds": _milliseconds(seconds),
        "pending": live.cache.figures.pending,
    }


async def _postgres(live: LiveSessions, migrations: int) -> dict[str, Any]:
    """Return `{healthy, answers, milliseconds, pending_migrations, …}` and what session_health in SQL tells."""
    began = time.perf_counter()
    try:
        found = await within(_PATIENCE_SECONDS, live.store.session_health())
    except DatabaseError as error:
        return {"healthy": False, "answers": False, "reason": error.code}
    pending = max(migrations - found.pop("migrations"), 0)
    return {
        "healthy": found["writable"] and found["unique_index"] and not found["duplicates"] and not pending,
        "answers": True,
        "milliseconds": _milliseconds(time.perf_counter() - began),
        "pending_migrations": pending,
        **found,
        "maintenance": {job: _dated(run) for job, run in found["maintenance"].items()},
    }


def _dated(run: dict[str, Any]) -> dict[str, Any]:
    """Say when a run ended as people read it: the database counts seconds since 1970, for /metrics."""
    return run | {"finished_at": datetime.fromtimestamp(run["finished_at"], UTC).isoformat(timespec="seconds")}


def _milliseconds(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds * 1000, 2)
