"""Log lines as relais writes them, of any moment."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from events import Event
from monitoring import Monitor, Report, Thresholds, read_thresholds

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
JEAN = "50000000-0000-4000-8000-000000000001"


def at(seconds: float) -> str:
    """So many seconds after noon."""
    return (NOON + timedelta(seconds=seconds)).isoformat().replace("+00:00", "Z")


def line(event: Event, seconds: float = 0, **fields: Any) -> str:
    """One line; its ids are in the fields."""
    places = {"reason": "x", "events": 1, "job": "x", "result": {}, "broken": {}, "reply_id": "1:1"} | fields
    head = {"timestamp": at(seconds), "level": "info", "event": event.event, "message": event.sentence % places}
    return json.dumps(head | {"message_id": f"wamid.{seconds:g}", "channel": "cloud"} | fields)


def handled(seconds: float = 0, **fields: Any) -> str:
    """The canonical line of a text that was answered."""
    usual = {"outcome": "answered", "kind": "text", "intent": "greeting", "elapsed_ms": 30.0, "attempts": 1}
    return line(Event.MESSAGE_HANDLED, seconds, **(usual | {"stages": {"identify": 0.1}} | fields))


def tapped(seconds: float = 0, intent: str | None = "action:view_sites", **fields: Any) -> str:
    """The canonical line of a tap that was answered."""
    return handled(seconds, kind="button", intent=intent, **fields)


def unresolved(seconds: float = 0, action_id: str = "tasks_9") -> str:
    return line(Event.DIRECT_ACTION_UNRESOLVED, seconds, action_id=action_id)


def created(seconds: float = 0, person: str = JEAN) -> str:
    return line(Event.SESSION_CREATED, seconds, subcontractor_id=person, session_id=str(UUID(int=int(seconds * 1000))))


def write(path: Path, lines: Iterable[str | bytes]) -> Path:
    """Write a file, compressed if its name ends so."""
    data = b"".join(one + b"\n" for one in (each if isinstance(each, bytes) else each.encode() for each in lines))
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def monitored(*paths: Path, thresholds: Thresholds | None = None, since: float = 0.0) -> Report:
    """Read files to their end."""
    monitor = Monitor(paths, thresholds or read_thresholds(None), since=since)
    monitor.read()
    return monitor.report()
