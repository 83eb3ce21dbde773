"""Files from a provider over HTTP: streamed piece by piece, the credentials never carried to another address.

Nothing is asked for inside a network, whoever names or redirects to it: see `networks`.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.request import getproxies

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from errors import MediaDeferredError, MediaError, MediaRefusedError
from services.channels.calls import retry_after
from services.channels.http import Answer
from services.channels.networks import GuardedResolver, Reach, literal
from services.media.values import MediaSink

_PIECE_BYTES = 256 * 1024
_SHORT_BYTES = 64 * 1024
_MOST_REDIRECTS = 3

_AS_IT_IS = "identity"
"""No packing is asked for and none is undone: a small answer that unpacks to a huge one fills no disk."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})


def address(named: str | None, base: URL) -> URL:
    """Return where a file lies that `base` names; never is that http when `base` is https.

    Raises:
        MediaRefusedError: nowhere.
    """
    try:
        url = base.join(URL(named or ""))
    except ValueError:
        url = URL()
    if not named or not url.host or url.scheme not in {"https", base.scheme}:
        raise MediaRefusedError("the file lies at no address that could be asked for it")
    return url.with_user(None)


@dataclass(slots=True, kw_only=True)
class Downloads:
    """Gets files from the provider called `name`, configured at `home`; connects when it is first used.

    `names` looks host names up; by default the system does.
    """

    name: str
    home: URL
    names: AbstractResolver | None = None
    connect_seconds: float = 5
    read_seconds: float = 15
    _reach: Reach = field(init=False)
    _session: aiohttp.ClientSession | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        """Say what may be reached."""
        self._reach = Reach.around(self.home)

    async def read(self, url: URL, headers: Mapping[str, str]) -> Answer:
        """Return a short answer, whatever its status; follow no redirect.

        Raises:
            MediaDeferredError: there was none, or a long one.
        """
        async with self._get(url, headers) as answer:
            body = bytearray()
            async for piece in answer.content.iter_chunked(_SHORT_BYTES):
                body += piece
                if len(body) > _SHORT_BYTES:
                    raise MediaDeferredError(f"{self.name} answered at a length that makes no sense")
            return Answer(status=answer.status, headers=answer.headers, body=bytes(body))

    async def save(self, url: URL, headers: Mapping[str, str], sink: MediaSink) -> None:
        """Stream a file into `sink`; a redirect is followed without `headers`, and never from https to http.

        Raises:
            MediaDeferredError: not now.
            MediaRefusedError: never.
        """
        for _ in range(1 + _MOST_REDIRECTS):
            async with self._get(url, headers) as answer:
                if answer.status not in _REDIRECTS:
                    return await self._stream(answer, sink)
                url, headers = address(answer.headers.get("Location"), url), {}
        raise MediaRefusedError(f"{self.name} redirects without end")

    async def close(self) -> None:
        """Give every connection back."""
        if self._session is not None:
            await self._session.close()

    def refusal(self, status: int, headers: Mapping[str, str]) -> MediaError:
        """Say what an answer means that is no file."""
        if status in _GONE:
            return MediaRefusedError(f"{self.name} no longer has the file ({status})")
        return MediaDeferredError(f"{self.name} answered {status}", retry_after=retry_after(headers))

    async def _stream(self, answer: aiohttp.ClientResponse, sink: MediaSink) -> None:
        if answer.status != HTTPStatus.OK:
            raise self.refusal(answer.status, answer.headers)
        if answer.headers.get("Content-Encoding", _AS_IT_IS) != _AS_IT_IS:
            raise MediaRefusedError(f"{self.name} packed the file, which nobody asked for")
        sink.expect(answer.content_length or 0)
        async for piece in answer.content.iter_chunked(_PIECE_BYTES):
            await sink.write(piece)

    @asynccontextmanager
    async def _get(self, url: URL, headers: Mapping[str, str]) -> AsyncGenerator[aiohttp.ClientResponse]:
        if url.host and literal(url.host):  # nothing will be looked up
            self._reach.check(url.host, [url.host])
        asked = {**headers, "Accept-Encoding": _AS_IT_IS}
        try:
            async with self._opened().get(url, headers=asked, allow_redirects=False) as answer:
                yield answer
        # `from None`: the foreign exception holds the request with its credentials.
        except (aiohttp.ClientError, TimeoutError) as error:
            raise MediaDeferredError(f"{self.name} did not answer to the end ({type(error).__name__})") from None

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            resolver = GuardedResolver(self._reach, self.names)
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(resolver=resolver, use_dns_cache=False),
                auto_decompress=False,
                timeout=aiohttp.ClientTimeout(connect=self.connect_seconds, sock_read=self.read_seconds),
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=bool(getproxies()),
            )
        return self._session
