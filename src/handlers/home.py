"""Where a browser goes that asks for no page."""

from __future__ import annotations

from aiohttp import web

from handlers.keys import CHANNELS


async def home(request: web.Request) -> web.StreamResponse:
    """GET /: on to the simulator where there is one, else to the console."""
    address = "/simulator" if "simulator" in request.app[CHANNELS] else "/console"
    return web.Response(status=302, headers={"Location": address})
