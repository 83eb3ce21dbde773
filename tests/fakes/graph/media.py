"""The part of the Graph API that gives files out: an id leads to an address, the address to the bytes."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from tests.fakes.files import Held, Shelf
from tests.fakes.graph.checks import GraphError

_SAMPLES: Mapping[str, bytes] = {
    "image": b"\xff\xd8\xff a photo",
    "video": b"\x00\x00\x00\x18ftypisom a film",
    "audio": b"OggS\x00\x02 a voice",
    "document": b"%PDF-1.7 a plan",
    "sticker": b"RIFF\x10\x00\x00\x00WEBPVP8 a sticker",
}


class GraphMedia:
    """`put` keeps a file as if a person had sent it; `said` replaces what Meta tells of it (`url`, `sha256`)."""

    def __init__(self, authorization: str, version: str) -> None:
        self.shelf = Shelf()
        self.looked_up: list[str] = []
        self._said: dict[str, dict[str, Any]] = {}
        self._authorization = authorization
        self._version = version
        self._troubles: deque[web.Response | GraphError] = deque()

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/files/{id}", self._give), web.get("/{version}/{id}", self._look_up)]

    def put(self, held: Held, **said: Any) -> str:
        """Return the id of a file."""
        media_id = self.shelf.put(held)
        self._said[media_id] = said
        return media_id

    def deliver(self, webhook: Mapping[str, Any]) -> None:
        """Hold what a webhook names, whatever else is broken in it: Meta has the files of what it delivers."""
        json.loads(json.dumps(webhook), object_hook=self._hold)

    def _hold(self, item: dict[str, Any]) -> dict[str, Any]:
        for kind, sample in _SAMPLES.items():
            file: dict[str, Any] = item.get(kind) or {}
            if "id" in file and "mime_type" in file:
                self._said.setdefault(file["id"], {})
                self.shelf.held.setdefault(file["id"], Held(content=sample, mime_type=file["mime_type"]))
        return item

    def trouble(self, *troubles: web.Response | GraphError) -> None:
        """Let the next look-ups meet these."""
        self._troubles.extend(troubles)

    async def _look_up(self, request: web.Request) -> web.StreamResponse:
        media_id = request.match_info["id"]
        self.looked_up.append(media_id)
        try:
            if self._troubles:
                return _answer(self._troubles.popleft())
            self._check(request, media_id)
        except GraphError as error:
            return web.json_response(error.body(), status=error.status)
        return web.json_response(self._describe(media_id, f"{request.url.origin()}/files/{media_id}"))

    def _check(self, request: web.Request, media_id: str) -> None:
        if request.headers.get("Authorization") != self._authorization:
            raise GraphError(190, "Invalid OAuth access token - Cannot parse access token", 401)
        if request.match_info["version"] != self._version or media_id not in self.shelf.held:
            raise GraphError(100, f"Unsupported get request. Object with ID '{media_id}' does not exist", subcode=33)

    def _describe(self, media_id: str, url: str) -> dict[str, Any]:
        held = self.shelf.held[media_id]
        said = {"url": url, "mime_type": held.mime_type, "sha256": held.sha256, "file_size": held.size}
        return {"messaging_product": "whatsapp", "id": media_id} | said | self._said[media_id]

    async def _give(self, request: web.Request) -> web.StreamResponse:
        if request.headers.get("Authorization") != self._authorization:
            return web.Response(status=401)
        return await self.shelf.give(request, request.match_info["id"])


def _answer(trouble: web.Response | GraphError) -> web.Response:
    if isinstance(trouble, GraphError):
        raise trouble
    return trouble
