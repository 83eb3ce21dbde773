"""What the handlers find in `request.app`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from aiohttp import web

from services.database.pool_use import PoolUse
from services.examination import Examination
from services.intake import Intake
from services.interfaces import Channel, MediaStore, WakeUps
from services.live_sessions import LiveSessions
from services.personal_data import PersonalData
from services.store import Store

STORE: web.AppKey[Store] = web.AppKey("store")
PEOPLE: web.AppKey[PersonalData] = web.AppKey("people")
"""Hands out and erases all that is known of a person."""
LIVE_SESSIONS: web.AppKey[LiveSessions] = web.AppKey("live_sessions")
INTAKE: web.AppKey[Intake] = web.AppKey("intake")
CHANNELS: web.AppKey[Mapping[str, Channel]] = web.AppKey("channels")
WAKEUPS: web.AppKey[WakeUps] = web.AppKey("wakeups")
MEDIA: web.AppKey[MediaStore] = web.AppKey("media")
CONNECTIONS: web.AppKey[Callable[[], PoolUse]] = web.AppKey("connections")
"""How busy the connections to the database are."""
EXAMINATION: web.AppKey[Examination] = web.AppKey("examination")
"""What `relais doctor` looks at, without what takes long or posts to PUBLIC_URL; it asks the providers."""
MIGRATIONS: web.AppKey[int] = web.AppKey("migrations")
"""How many migrations this version expects."""
ADMIN_TOKEN: web.AppKey[str | None] = web.AppKey("admin_token")
"""What the API's callers must bear; None: the loopback may ask."""
