"""HTTP clients of tests: one that is closed with its block, and one that only notes where it was asked to go."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from services.channels.http import AiohttpClient, Answer


@asynccontextmanager
async def closing(client: AiohttpClient) -> AsyncGenerator[AiohttpClient]:
    try:
        yield client
    finally:
        await client.close()


class Addressed:
    """Answers every call with success; `hosts` are where they went."""

    def __init__(self) -> None:
        self.hosts: list[str | None] = []

    async def post(self, url: str, *, headers: Mapping[str, str], body: bytes) -> Answer:  # noqa: ARG002 - as HttpClient
        self.hosts.append(urlsplit(url).hostname)
        return Answer(status=200, headers={}, body=b'{"success": true}')

    async def close(self) -> None:
        return
