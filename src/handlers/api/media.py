"""The files that people sent."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

from aiohttp import web

from handlers.api.asks import OfId
from handlers.api.refusals import ApiError
from handlers.keys import MEDIA, STORE
from services.media.names import plain_type

_SECONDS = 300
"""How long the address of a file can be read: long enough for a slow line, too short to be passed on."""


async def get_media(app: web.Application, asked: OfId) -> web.StreamResponse:
    """Hand out a file that a person sent, to be saved and never to be shown."""
    found = await app[STORE].get_media(str(asked.id))
    if found is None or found["state"] != "stored":
        raise ApiError(404, _reason(found, asked))
    place = await app[MEDIA].locate(found["path"], seconds=_SECONDS, filename=found["filename"])
    if isinstance(place, Path):
        return web.FileResponse(place, headers=_headers(found))
    return web.Response(status=302, headers={"Location": place, "Cache-Control": "no-store"})


def _reason(found: dict[str, Any] | None, asked: OfId) -> str:
    if found is None:
        return f"no file has the id {asked.id}"
    return f"the file was not fetched: {found['last_error'] or 'not yet'}"


def _headers(found: dict[str, Any]) -> dict[str, str]:
    """Let a browser save the file, whatever is in it: the type is the sender's word."""
    return {
        "Content-Type": plain_type(found["mime_type"]),
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(found['filename'], safe='')}",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
