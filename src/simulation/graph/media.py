"""The part of the Graph API that gives files out: an id leads to an address, the address to the bytes."""

from __future__ import annotations

import hmac
import time
from typing import Any
from urllib.parse import urlencode

from aiohttp import web
from yarl import URL

from simulation.accounts import CloudAccount
from simulation.files import Described, Shelf
from simulation.graph.errors import unsupported

_PATH = "/whatsapp_business/attachments/"
_LIVES_SECONDS = 300


class GraphMedia:
    """Files of a `shelf`, shown with the access token only; the address of one lives five minutes."""

    def __init__(self, account: CloudAccount, shelf: Shelf) -> None:
        self.shelf = shelf
        self._account = account

    def routes(self) -> list[web.RouteDef]:
        """Return where the bytes lie."""
        return [web.get(_PATH, self._give)]

    def look_up(self, media_id: str, origin: URL) -> dict[str, Any]:
        """Return what Meta says of a file.

        Raises:
            GraphError: there is none of this id.
        """
        held = self.shelf.find(media_id)
        if held is None:
            raise unsupported(f"Object with ID '{media_id}' does not exist")
        return self.describe(media_id, held, f"{origin}{_PATH}?{self._query(media_id)}")

    def describe(self, media_id: str, held: Described, url: str) -> dict[str, Any]:
        """Return the JSON of a look-up."""
        said = {"url": url, "mime_type": held.mime_type, "sha256": held.sha256, "file_size": held.size}
        return {"messaging_product": "whatsapp", "id": media_id} | said

    def _query(self, media_id: str) -> str:
        ends = str(int(time.time()) + _LIVES_SECONDS)
        return urlencode({"mid": media_id, "ext": ends, "hash": self._seal(media_id, ends)})

    def _seal(self, media_id: str, ends: str) -> str:
        return hmac.digest(self._account.app_secret.encode(), f"{media_id} {ends}".encode(), "sha256").hex()

    async def _give(self, request: web.Request) -> web.StreamResponse:
        if request.headers.get("Authorization") != self._account.authorization:
            return web.Response(status=401)
        media_id, ends, seal = (request.query.get(name, "") for name in ("mid", "ext", "hash"))
        is_ours = hmac.compare_digest(self._seal(media_id, ends).encode(), seal.encode())
        if not is_ours or int(ends) < time.time():
            return web.Response(status=404)
        return await self.shelf.give(request, media_id)
