"""The files of the Graph API, with trouble on demand and what Meta may tell of them."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from simulation.accounts import CloudAccount
from simulation.files import Described
from simulation.graph.errors import GraphError
from simulation.graph.media import GraphMedia
from tests.fakes.files import Held, Shelf

_SAMPLES: Mapping[str, bytes] = {
    "image": b"\xff\xd8\xff a photo",
    "video": b"\x00\x00\x00\x18ftypisom a film",
    "audio": b"OggS\x00\x02 a voice",
    "document": b"%PDF-1.7 a plan",
    "sticker": b"RIFF\x10\x00\x00\x00WEBPVP8 a sticker",
}


class FakeMedia(GraphMedia):
    """`put` keeps a file as if a person had sent it; `said` replaces what Meta tells of it (`url`, `sha256`)."""

    shelf: Shelf

    def __init__(self, account: CloudAccount) -> None:
        super().__init__(account, Shelf())
        self.looked_up: list[str] = []
        self._said: dict[str, dict[str, Any]] = {}
        self._troubles: deque[web.Response | GraphError] = deque()

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
                self.shelf.held.setdefault(file["id"], Held(content=sample, mime_type=file["mime_type"]))
        return item

    def trouble(self, *troubles: web.Response | GraphError) -> None:
        """Let the next look-ups meet these."""
        self._troubles.extend(troubles)

    def next_trouble(self) -> web.Response | None:
        """Return the answer that the next look-up meets; an error is raised."""
        trouble = self._troubles.popleft() if self._troubles else None
        if isinstance(trouble, GraphError):
            raise trouble
        return trouble

    def describe(self, media_id: str, held: Described, url: str) -> dict[str, Any]:
        return super().describe(media_id, held, url) | self._said.get(media_id, {})
