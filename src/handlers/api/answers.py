"""What every route of the API shares: who may ask, and how refusals are told."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from aiohttp import web

from errors import (
    CacheUnavailableError,
    DatabaseBehindError,
    DatabaseUnavailableError,
    InvalidInputError,
    MediaDeferredError,
    MediaRefusedError,
    RelaisError,
    SpoolError,
    UnknownIdError,
    place_of,
)
from events import Event, log
from handlers.api.refusals import ApiError
from handlers.here import is_here
from handlers.keys import ADMIN_TOKEN, STORE

Route = Callable[[web.Request], Awaitable[Any]]
"""Returns what is to be told as JSON, or a whole answer."""

_MEANINGS: tuple[tuple[type[Exception], int, Event | None], ...] = (
    (UnknownIdError, 404, None),
    (InvalidInputError, 422, None),
    (CacheUnavailableError, 503, Event.CACHE_UNAVAILABLE),
    (SpoolError, 503, Event.SPOOL_FAILED),
    (MediaRefusedError, 404, None),
    (MediaDeferredError, 503, Event.MEDIA_UNAVAILABLE),
    (Exception, 500, Event.UNEXPECTED),
)
"""What an error means to the caller: the first that fits. What the caller cannot mend is logged, and not told."""


def answered(route: Route) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """Let a route answer: check the token first, translate errors last."""

    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            _check_token(request)
            told = await route(request)
            return told if isinstance(told, web.StreamResponse) else json(told)
        except ApiError as error:
            return _refused(error)
        except Exception as error:  # noqa: BLE001 - a bug of ours is told in the same shape
            return _refused(translated(error, request.app))

    return answer


def json(told: Any, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """Return an answer that nobody keeps."""
    return web.Response(
        body=orjson.dumps(told),
        status=status,
        content_type="application/json",
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


def _check_token(request: web.Request) -> None:
    """Compare in constant time; without a token (development only) the loopback may ask, but no foreign web page."""
    token = request.app[ADMIN_TOKEN]
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    if token is None:
        allowed = is_here(request)
    else:
        allowed = scheme.lower() == "bearer" and hmac.compare_digest(_bytes(given), token.encode())
    if not allowed and given:
        log(Event.CALL_REFUSED)
    if not allowed:
        raise ApiError(401, headers={"WWW-Authenticate": "Bearer"})


def _bytes(given: str) -> bytes:
    """Return what a header held, as it came."""
    return given.strip().encode("utf-8", "surrogateescape")


def translated(error: Exception, app: web.Application) -> ApiError:
    """Return what an error means to the caller; what only we can mend is logged."""
    if isinstance(error, (DatabaseUnavailableError, DatabaseBehindError)):
        app[STORE].note_outage(error)
        return ApiError(503)
    status, event = next((status, event) for kind, status, event in _MEANINGS if isinstance(error, kind))
    if event is None:
        return ApiError(status, str(error))
    log(event, reason=str(error) if isinstance(error, RelaisError) else place_of(error))
    return ApiError(status)


def _refused(error: ApiError) -> web.Response:
    return json({"error": {"code": error.code, "message": error.message}}, error.status, error.headers)
