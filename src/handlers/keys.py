"""What the handlers find in `request.app`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from aiohttp import web

from services.intake import Intake
from services.interfaces import Channel, WakeUps
from services.store import Store

STORE: web.AppKey[Store] = web.AppKey("store")
INTAKE: web.AppKey[Intake] = web.AppKey("intake")
CHANNELS: web.AppKey[Mapping[str, Channel]] = web.AppKey("channels")
WAKEUPS: web.AppKey[WakeUps] = web.AppKey("wakeups")
CONNECTIONS: web.AppKey[Callable[[], tuple[int, int]]] = web.AppKey("connections")
"""How many connections to the database are open, and how many in use."""
MIGRATIONS: web.AppKey[int] = web.AppKey("migrations")
"""How many migrations this version expects."""
ADMIN_TOKEN: web.AppKey[str | None] = web.AppKey("admin_token")
"""What the API's callers must bear; None: the loopback may ask."""
