"""Files of the chat: handed over by the page, and handed out again to be shown or saved."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from urllib.parse import quote, unquote
from uuid import UUID

from aiohttp import web

from errors import DatabaseUnavailableError, MediaDeferredError, MediaError, MediaRefusedError, MediaTooLargeError
from handlers.keys import MEDIA, STORE
from handlers.simulator.answers import HEADERS, as_json, channel_of, refuse_foreign, refused
from services.channels.simulator.uploads import Uploads, is_upload
from services.media.names import named_type, plain_type
from services.media.types import kind_of

_PIECE_BYTES = 256 * 1024
_STORED_SECONDS = 300
_STATUSES: tuple[tuple[type[MediaError], int], ...] = (
    (MediaTooLargeError, 413),
    (MediaDeferredError, 503),
    (MediaError, 400),
)


async def take(request: web.Request) -> web.StreamResponse:
    """POST /simulator/files: keep the body; `{"id", "mime_type", "bytes"}`, or 400, 403, 413, 503 with the reason."""
    refuse_foreign(request)
    pieces = request.content.iter_chunked(_PIECE_BYTES)
    filename = unquote(request.headers.get("X-Filename", ""))
    try:
        upload = await _uploads(request).keep(
            pieces, claimed=request.headers.get("Content-Type", ""), filename=filename
        )
    except MediaError as error:
        return refused(next(status for kind, status in _STATUSES if isinstance(error, kind)), str(error))
    return as_json(asdict(upload))


async def hand_out(request: web.Request) -> web.StreamResponse:
    """GET /simulator/files/{id}: what the page handed over, or what relais stored of it (by the id of `media_files`).

    Pictures, films and sounds are shown, anything else is only to be saved; 404 for a file of any other channel.
    """
    asked = request.match_info["id"]
    place, mime_type, name = await (_uploaded if is_upload(asked) else _stored)(request, asked)
    if isinstance(place, str):
        return web.Response(status=302, headers=HEADERS | {"Location": place})
    return web.FileResponse(place, headers=HEADERS | _shown(mime_type, name))


async def _uploaded(request: web.Request, upload_id: str) -> tuple[Path, str, str]:
    path = await _uploads(request).find(upload_id)
    if path is None:
        raise web.HTTPNotFound(headers=HEADERS)
    return path, named_type(upload_id), upload_id


async def _stored(request: web.Request, media_id: str) -> tuple[Path | str, str, str]:
    try:
        known_id = str(UUID(media_id))
        found = await request.app[STORE].get_media(known_id)
        if found is None or found["channel"] != "simulator" or found["state"] != "stored":
            raise web.HTTPNotFound(headers=HEADERS)
        place = await request.app[MEDIA].locate(found["path"], seconds=_STORED_SECONDS, filename=found["filename"])
    except (ValueError, MediaRefusedError):
        raise web.HTTPNotFound(headers=HEADERS) from None
    except (DatabaseUnavailableError, MediaError):
        raise web.HTTPServiceUnavailable(headers=HEADERS) from None
    return place, plain_type(found["mime_type"]), found["filename"]


def _shown(mime_type: str, name: str) -> dict[str, str]:
    disposition = "attachment" if kind_of(mime_type) == "document" else "inline"
    return {"Content-Type": mime_type, "Content-Disposition": f"{disposition}; filename*=UTF-8''{quote(name, safe='')}"}


def _uploads(request: web.Request) -> Uploads:
    uploads = channel_of(request).uploads
    if uploads is None:
        raise web.HTTPNotFound(headers=HEADERS)
    return uploads
