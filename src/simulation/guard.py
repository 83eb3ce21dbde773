"""Who the simulator is called as: a page of another site that has its own name point here is not let in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from ipaddress import ip_address
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Middleware

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def called_by_its_name(url: str) -> Middleware:
    """Return what refuses a `Host` that is no address, not localhost, and not the one of `url`."""
    names = {"localhost", urlsplit(url).hostname}

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        name = _name(request.host)
        if name not in names and not _is_address(name):
            raise web.HTTPForbidden(text="the simulator is not known by this name: see --url")
        return await handler(request)

    return check


def _name(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
