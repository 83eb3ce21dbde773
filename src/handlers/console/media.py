"""GET /console/media/{id}: a file that a person sent, shown where that is safe, else to be saved."""

from __future__ import annotations

import uuid

import aiohttp
from aiohttp import web

from errors import RelaisError
from handlers.api.answers import translated
from handlers.api.asks import OfId
from handlers.api.media import get_media
from handlers.api.refusals import ApiError
from handlers.console.thread import SAFE_TYPES
from services.media.names import plain_type

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_HANDED_ON = ("Content-Type", "Content-Length", "Content-Range", "Accept-Ranges", "Content-Disposition")
_PATIENCE = aiohttp.ClientTimeout(total=None, sock_connect=10, sock_read=30)
_CHUNK = 64 * 1024


async def show_media(request: web.Request) -> web.StreamResponse:
    """Hand out what the API hands out: pictures, sounds and films of known types in place."""
    try:
        asked = OfId(id=uuid.UUID(request.match_info["id"]))
    except ValueError:
        raise ApiError(404) from None
    try:
        handed = await get_media(request.app, asked)
    except RelaisError as error:
        raise translated(error, request.app) from error
    if handed.status == 302:  # noqa: PLR2004 - found, elsewhere
        try:
            return await _bring(request, handed.headers["Location"])
        except aiohttp.ClientError as error:
            raise ApiError(503) from error
    handed.headers.update(_HEADERS)
    _show_in_place(handed)
    return handed


async def _bring(request: web.Request, address: str) -> web.StreamResponse:
    """Bring a file from where it is kept: a page of ours loads nothing of another host."""
    wanted = {name: request.headers[name] for name in ("Range", "If-Range") if name in request.headers}
    async with (
        aiohttp.ClientSession(timeout=_PATIENCE, auto_decompress=False) as client,
        client.get(address, headers=wanted, allow_redirects=False) as kept,
    ):
        if kept.status not in {200, 206, 416}:
            raise ApiError(503)
        told = {name: kept.headers[name] for name in _HANDED_ON if name in kept.headers}
        response = web.StreamResponse(status=kept.status, headers=told | _HEADERS)
        _show_in_place(response)
        await response.prepare(request)
        try:
            async for chunk in kept.content.iter_chunked(_CHUNK):
                await response.write(chunk)
        except aiohttp.ClientError:
            response.force_close()  # it broke off, here or there: a status now would be read as the rest of the file
        return response


def _show_in_place(response: web.StreamResponse) -> None:
    kind = plain_type(response.headers.get("Content-Type"))
    response.headers["Content-Type"] = kind
    said = response.headers.get("Content-Disposition", "attachment")
    _, _, name = said.partition(";")
    shown = "inline" if kind in SAFE_TYPES else "attachment"
    response.headers["Content-Disposition"] = f"{shown};{name}" if name else shown
