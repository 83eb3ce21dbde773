"""What every route of the API shares: who may ask, and how errors are told."""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from aiohttp import web

from errors import DatabaseUnavailableError, InvalidInputError, UnknownIdError
from events import Event, log
from handlers.keys import ADMIN_TOKEN

Route = Callable[[web.Request], Awaitable[Any]]
"""Returns what is to be told as JSON."""


class ApiError(Exception):
    """An answer that is not 200: `{"error": {"code", "message"}}`."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


def answered(route: Route) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Let a route answer: check the token first, translate errors last."""

    async def answer(request: web.Request) -> web.Response:
        try:
            _check_token(request)
            return _json(await route(request), 200)
        except ApiError as error:
            return _error(error)
        except UnknownIdError as error:
            return _error(ApiError(404, "not_found", str(error)))
        except InvalidInputError as error:
            return _error(ApiError(422, "malformed", str(error)))
        except DatabaseUnavailableError as error:
            log(Event.DATABASE_UNAVAILABLE, reason=str(error))
            return _error(ApiError(503, "database_unavailable", "the database is away"))

    return answer


def _check_token(request: web.Request) -> None:
    """Compare in constant time; without a token (development only) the loopback may ask."""
    token = request.app[ADMIN_TOKEN]
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    if token is None:
        allowed = ipaddress.ip_address(request.remote or "::").is_loopback
    else:
        allowed = scheme.lower() == "bearer" and hmac.compare_digest(given.encode(), token.encode())
    if not allowed:
        raise ApiError(401, "unauthorized", "a valid bearer token is needed")


def _error(error: ApiError) -> web.Response:
    headers = {"WWW-Authenticate": "Bearer"} if error.status == web.HTTPUnauthorized.status_code else {}
    return _json({"error": {"code": error.code, "message": str(error)}}, error.status, headers)


def _json(told: Any, status: int, headers: dict[str, str] | None = None) -> web.Response:
    return web.Response(body=orjson.dumps(told), status=status, content_type="application/json", headers=headers)
