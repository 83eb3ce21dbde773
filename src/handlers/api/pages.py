"""Cursor pages: `?limit=&cursor=` in, `{"items", "next_cursor"}` out."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from handlers.api.answers import ApiError

_LIMIT = 50
_MOST = 200
_LARGEST = 2**63 - 1


def limit_of(request: web.Request) -> int:
    """Return how many items a page holds: 1 to 200, 50 when nothing is said."""
    return _number(request, "limit", _LIMIT, 1, _MOST)


def cursor_of(request: web.Request) -> int:
    """Return the last id already seen; 0 for the first page."""
    return _number(request, "cursor", 0, 0, _LARGEST)


def page(items: list[dict[str, Any]], limit: int) -> dict[str, Any]:
    """Return the answer; a page that is not full is the last one."""
    return {"items": items, "next_cursor": str(items[-1]["id"]) if len(items) == limit else None}


def _number(request: web.Request, name: str, default: int, least: int, most: int) -> int:
    given = request.query.get(name)
    if given is None or given == "":
        return default
    if not given.isascii() or not given.isdigit() or not least <= int(given) <= most:
        raise ApiError(422, "malformed", f"{name} takes a whole number from {least} to {most}")
    return int(given)
