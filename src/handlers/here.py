"""Who may ask without a token: somebody at this machine (development only, contract §3)."""

from __future__ import annotations

import ipaddress
from collections.abc import Awaitable, Callable, Iterable
from typing import Any
from urllib.parse import SplitResult, urlsplit

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_OWN_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
_PASSED_ON = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via")
"""Headers of whoever asks for somebody else."""


def is_here(request: web.Request) -> bool:
    """Say whether somebody at this machine asks: not through a tunnel or a proxy, and no page of another name."""
    return is_local(request) and is_own_page(request)


def is_local(request: web.Request) -> bool:
    """Say whether this machine asks for itself by its own name: whatever page of it, or none."""
    local = ipaddress.ip_address(request.remote or "::").is_loopback
    own_name = _parted(f"//{request.host}").hostname in _OWN_NAMES
    return local and own_name and not any(name in request.headers for name in _PASSED_ON)


def is_own_page(request: web.Request) -> bool:
    """Say whether no page of another site asks: browsers tell who does, everything else is no page."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"none", "same-origin"}
    origin = request.headers.get("Origin")
    return origin is None or _parted(origin).netloc == request.host


def local_routes(routes: Iterable[web.RouteDef]) -> list[web.RouteDef]:
    """Return routes that answer this machine alone."""
    return [web.RouteDef(route.method, route.path, _local_only(route.handler), route.kwargs) for route in routes]


def _local_only(handler: Any) -> Handler:
    async def answer(request: web.Request) -> web.StreamResponse:
        if not is_local(request):
            raise web.HTTPForbidden(text="This answers on this machine only; SIMULATOR=on opens it to everybody.")
        told: web.StreamResponse = await handler(request)
        return told

    return answer


def _parted(address: str) -> SplitResult:
    """Part an address that anybody may have written; of one that is none, nothing is left."""
    try:
        parts = urlsplit(address)
        return parts if parts.hostname else urlsplit("")
    except ValueError:
        return urlsplit("")
