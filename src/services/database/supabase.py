"""Calls SQL functions over Supabase's REST: where only its address and service key are known, and no Postgres port.

Imported by whoever needs it only: supabase-py takes a third of a second and 40 MB.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any, Self, cast

import httpx
import orjson
import supabase

from errors import ConfigurationError, DatabaseBusyError, DatabaseError, DatabaseUnavailableError, InvalidInputError
from services.database.meanings import meaning
from services.database.pool_use import PoolUse, Waits

_UNAUTHORISED = (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN)

_CODE = re.compile(r"[0-9A-Z]{5}|PGRST\w{3}")
"""An SQLSTATE, or a code of PostgREST's own; gateways have others."""


class SupabaseDatabase:
    """A `services.interfaces.Database` over HTTP; each call is a request, and a transaction, of its own."""

    def __init__(
        self, client: supabase.AsyncClient, http: httpx.AsyncClient, *, pool_size: int, time_limit: float
    ) -> None:
        """Speak through `client`, whose requests go over `http`; `open` makes both."""
        self._client = client
        self._http = http
        self._time_limit = time_limit
        self._free = asyncio.Semaphore(pool_size)
        self._waits = Waits(limit=pool_size)
        self._in_use = 0

    @classmethod
    async def open(cls, url: str, key: str, *, pool_size: int = 20, time_limit: float = 15) -> Self:
        """Make a client of the project at `url`; nothing connects yet.

        Args:
            url: `https://PROJECT.supabase.co`, or where a self-hosted gateway listens.
            key: its service role key, or a secret key.
            pool_size: requests at most at the same time; others wait.
            time_limit: seconds for one call.

        Raises:
            ConfigurationError: `url` is none.
        """
        http = httpx.AsyncClient(
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=pool_size),
            timeout=httpx.Timeout(None),  # the whole call has a limit: see _call
            event_hooks={"response": [_refuse]},
        )
        try:
            client = await supabase.acreate_client(url, key, supabase.AsyncClientOptions(httpx_client=http))
        except supabase.AsyncSupabaseException as error:
            raise ConfigurationError(f"SUPABASE_URL, SUPABASE_SERVICE_ROLE_KEY: {error}") from error
        return cls(client, http, pool_size=pool_size, time_limit=time_limit)

    def connections(self) -> PoolUse:
        """Say how many requests are under way; what is open beside them is the HTTP client's own affair."""
        waits = self._waits
        return PoolUse(
            size=self._in_use, used=self._in_use, limit=waits.limit, waits=waits.count, wait_seconds=waits.seconds
        )

    async def value(self, function: str, **arguments: Any) -> Any:
        """Call a function that returns one value."""
        return await self._call(function, arguments)

    async def rows(self, function: str, **arguments: Any) -> list[dict[str, Any]]:
        """Call a function that returns rows."""
        found: list[dict[str, Any]] = await self._call(function, arguments)
        return found

    async def close(self) -> None:
        """Close every connection."""
        await self._http.aclose()

    async def _call(self, function: str, arguments: dict[str, Any]) -> Any:
        request = self._client.rpc(function, _plain(arguments))
        try:
            async with asyncio.timeout(self._time_limit), self._turn():
                answer = await request.execute()
        except TimeoutError as error:
            raise DatabaseBusyError("the database gave no answer in time") from error
        except httpx.HTTPError as error:
            reason = str(error) or type(error).__name__
            raise DatabaseUnavailableError(f"the database cannot be reached: {reason}") from error
        return answer.data

    @asynccontextmanager
    async def _turn(self) -> AsyncGenerator[None]:
        async with self._waits.counted(self._free.acquire()):
            self._in_use += 1
            try:
                yield
            finally:
                self._in_use -= 1
                self._free.release()


def _plain(arguments: dict[str, Any]) -> Any:
    """Return what asyncpg would send: times and ids as text, and nothing that JSON does not know."""
    try:
        return orjson.loads(orjson.dumps(arguments))
    except orjson.JSONEncodeError as error:
        raise InvalidInputError(f"no JSON: {error}") from error


async def _refuse(response: httpx.Response) -> None:
    """Raise what an answer that is no result means, while its status is known: supabase-py forgets it."""
    body = await response.aread()
    if response.is_success and _is_json(response) and _is_whole(body):
        return
    raise _meaning(response)


def _meaning(response: httpx.Response) -> DatabaseError:
    told = _told(response)
    sentence = str(told.get("message") or f"HTTP {response.status_code} {response.reason_phrase}".strip())
    if response.status_code in _UNAUTHORISED:
        return DatabaseUnavailableError(f"Supabase does not accept SUPABASE_SERVICE_ROLE_KEY: {sentence}")
    code = str(told.get("code"))
    if _CODE.fullmatch(code):
        return meaning(code, sentence)
    return DatabaseUnavailableError(f"something in between answers for the database, is SUPABASE_URL right? {sentence}")


def _told(response: httpx.Response) -> dict[str, Any]:
    """Return what PostgREST says is wrong; nothing when another has answered, or in its name."""
    try:
        told: Any = orjson.loads(response.content) if _is_json(response) else None
    except orjson.JSONDecodeError:
        return {}
    return cast("dict[str, Any]", told) if isinstance(told, dict) else {}


def _is_whole(body: bytes) -> bool:
    try:
        orjson.loads(body)
    except orjson.JSONDecodeError:
        return False
    return True


def _is_json(response: httpx.Response) -> bool:
    return "json" in response.headers.get("content-type", "")
