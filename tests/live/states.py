"""Sessions as the SQL function describe_session tells of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import orjson

from tests.live.servers import RedisServer

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def state(number: int = 1, *, changed: timedelta = timedelta(), **fields: Any) -> dict[str, Any]:
    """Return the state of session `number`, which last changed so long after noon."""
    return {
        "id": str(UUID(int=number)),
        "subcontractor_id": str(uuid4()),
        "phone": f"+336{number:08d}",
        "name": "Jean",
        "status": "active",
        "started_at": NOON.isoformat(),
        "last_message_at": (NOON + changed).isoformat(),
        "ended_at": None,
        "ended_reason": None,
        "message_count": 2,
        "turn_count": 1,
        "current_project_id": None,
        "current_task_id": None,
        "phase": "greeting",
        "total_cost": 0.005,
        "summary": None,
        "updated_at": (NOON + changed).isoformat(),
        **fields,
    }


def stored(redis: RedisServer, session_id: str) -> dict[str, Any] | None:
    """Return what Redis holds of a session."""
    with redis.client() as client:
        found = client.get(f"relais:session:{session_id}")
    return orjson.loads(found) if found else None


def store(redis: RedisServer, session: dict[str, Any]) -> None:
    """Write a session's state by hand."""
    with redis.client() as client:
        client.set(f"relais:session:{session['id']}", orjson.dumps(session), ex=86400)
