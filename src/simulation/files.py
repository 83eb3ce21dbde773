"""Files in memory: what people send. The oldest go when there is no more room."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol
from uuid import uuid4

from aiohttp import web

LARGEST_FILE = 100 * 1024 * 1024
"""Bytes: WhatsApp's limit of a document."""


class Described(Protocol):
    """What a provider tells of a file."""

    @property
    def mime_type(self) -> str:
        """As its sender's phone says it."""
        ...

    @property
    def size(self) -> int:
        """Bytes."""
        ...

    @property
    def sha256(self) -> str:
        """Of the content, in hexadecimal."""
        ...


class Shelf(Protocol):
    """Where a provider keeps the files that people send."""

    def find(self, file_id: str) -> Described | None:
        """Return what is known of a file."""
        ...

    async def give(self, request: web.Request, file_id: str) -> web.StreamResponse:
        """Answer with its bytes."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file; its `filename` may be empty."""

    id: str
    content: bytes
    mime_type: str
    filename: str = ""

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.content)

    @property
    def sha256(self) -> str:
        """Of the content, in hexadecimal."""
        return sha256(self.content).hexdigest()


class Files:
    """A `Shelf` that holds `most_bytes` in all."""

    def __init__(self, most_bytes: int = 3 * LARGEST_FILE) -> None:
        self._held: OrderedDict[str, File] = OrderedDict()
        self._most_bytes = most_bytes
        self._bytes = 0

    def put(self, content: bytes, mime_type: str, filename: str = "") -> File:
        """Keep a file and give it an id."""
        file = File(id=str(uuid4().int)[:15], content=content, mime_type=mime_type, filename=filename)
        self._held[file.id] = file
        self._bytes += file.size
        while self._bytes > self._most_bytes:
            self._bytes -= self._held.popitem(last=False)[1].size
        return file

    def find(self, file_id: str) -> File | None:
        """Return a file; None when there is none, or none any more."""
        return self._held.get(file_id)

    async def give(self, request: web.Request, file_id: str) -> web.StreamResponse:  # noqa: ARG002 - as the Protocol has it
        """Answer with its bytes."""
        file = self.find(file_id)
        if file is None:
            return web.Response(status=404)
        return web.Response(body=file.content, headers={"Content-Type": file.mime_type})
