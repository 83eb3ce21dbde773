"""Outgoing HTTP, over the library that serves the door as well: a POST, and whether it may have arrived.

aiohttp because a call costs a tenth of what httpx takes for it: see benchmarks/README.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.request import getproxies

import aiohttp
import orjson


class NotSentError(Exception):
    """Nothing has left, or not to the provider: the same call cannot send twice."""


class NoAnswerError(Exception):
    """The request may have arrived; its answer did not, or not to its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back, whatever its status."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """Return the body's JSON, None when it is none."""
        try:
            return orjson.loads(self.body)
        except ValueError:
            return None


class HttpClient(Protocol):
    """A way to post bytes; follows no redirect, which would carry the credentials along."""

    async def post(self, url: str, *, headers: Mapping[str, str], body: bytes) -> Answer:
        """Post and read the whole answer.

        Raises:
            NotSentError: it certainly did not arrive.
            NoAnswerError: nobody knows.
        """
        ...

    async def close(self) -> None:
        """Give every connection back."""
        ...


_NOT_SENT = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,  # waiting for a free connection, or for a new one
    aiohttp.ClientHttpProxyError,
    aiohttp.InvalidURL,
)


class AiohttpClient:
    """An `HttpClient` that connects when it is first used and keeps its connections for the next calls."""

    def __init__(self, *, connect_seconds: float = 5, read_seconds: float = 15) -> None:
        """Take the longest waits: for a connection, and between two pieces of the answer."""
        self._timeout = aiohttp.ClientTimeout(connect=connect_seconds, sock_read=read_seconds)
        self._session: aiohttp.ClientSession | None = None

    async def post(self, url: str, *, headers: Mapping[str, str], body: bytes) -> Answer:
        """Post and read the whole answer; errors as `HttpClient.post`."""
        return await self._ask("POST", url, headers, body)

    async def get(self, url: str, *, headers: Mapping[str, str]) -> Answer:
        """Get the whole answer; errors as `HttpClient.post`."""
        return await self._ask("GET", url, headers, None)

    async def _ask(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
        try:
            async with self._opened().request(method, url, data=body, headers=headers, allow_redirects=False) as answer:
                return Answer(status=answer.status, headers=answer.headers, body=await answer.read())
        # `from None`: the foreign exception holds the request with its credentials.
        except _NOT_SENT as error:
            raise NotSentError(type(error).__name__) from None
        except (aiohttp.ClientError, TimeoutError) as error:
            raise NoAnswerError(type(error).__name__) from None

    async def close(self) -> None:
        """Close; another call is an error."""
        await self._opened().close()

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                timeout=self._timeout,
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=bool(getproxies()),  # looking for proxies costs every call
            )
        return self._session
