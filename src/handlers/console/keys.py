"""What the console's pages find in `request.app`."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from aiohttp import web

from handlers.console.access import Access
from handlers.console.examined import Examined
from handlers.console.watches import Watches

ACCESS: web.AppKey[Access] = web.AppKey("console_access")
WATCHES: web.AppKey[Watches] = web.AppKey("console_watches")
"""What the live pages of this process listen to."""
EXAMINED: web.AppKey[Examined] = web.AppKey("console_examined")
"""The newest examination of this process."""
ZONE: web.AppKey[ZoneInfo] = web.AppKey("console_zone")
"""By whose clock pages tell times: the company's."""
