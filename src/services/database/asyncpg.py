"""Calls SQL functions over asyncpg: any Postgres, a session or transaction pooler in between, or the embedded one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

import asyncpg
import orjson

from errors import DatabaseBusyError, DatabaseError, DatabaseUnavailableError
from services.database.meanings import meaning
from services.database.pool_use import PoolUse, Waits
from services.database.pooler import UNPREPARED, describe_pooler, is_pooled, looks_pooled

_LOCK_MILLISECONDS = 250
"""How long calls that are made together wait for a lock: one person's must not hold up the others."""

_USELESS = (asyncpg.InternalClientError, asyncpg.ReadOnlySQLTransactionError)
"""After these a connection is of no more use: cut off in the middle of a message, or to a server that only reads."""

_FOREIGN = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
"""Everything that asyncpg raises when something is wrong outside."""


def translate(error: BaseException) -> DatabaseError:
    """Say in our terms what asyncpg met."""
    if isinstance(error, TimeoutError):
        return DatabaseBusyError("the database gave no answer in time")
    if not isinstance(error, asyncpg.PostgresError):
        return DatabaseUnavailableError(f"the database cannot be reached: {error or type(error).__name__}")
    sentence = str(error.args[0])  # without its DETAIL, which may quote a whole row
    return meaning(str(error.sqlstate or ""), sentence)


class AsyncpgDatabase:
    """A pool that connects when it is first used, so that the process outlives a database that is away."""

    def __init__(self, dsn: str, *, pool_size: int = 10, time_limit: float = 15) -> None:
        """Keep the address; nothing connects yet.

        Args:
            dsn: `postgresql://…`; a pooler in between is recognised by the first connection.
            pool_size: connections at most.
            time_limit: seconds for one call.
        """
        self._dsn = dsn
        self._pool_size = pool_size
        self._time_limit = time_limit
        self._pool: asyncpg.Pool[asyncpg.Record] | None = None
        self._opening = asyncio.Lock()
        self._waits = Waits(limit=pool_size)
        self._pooled: bool | None = looks_pooled(dsn) or None

    @property
    def pooled(self) -> bool:
        """Whether a pooler was seen in between: no prepared statements, no LISTEN. False before the first call."""
        return bool(self._pooled)

    async def pooler(self) -> str | None:
        """Name the pooler in between, as `PgBouncer 1.18.0 (transaction)`; None when there is none."""
        try:
            return await describe_pooler(self._dsn)
        except _FOREIGN as error:
            raise translate(error) from error

    def connections(self) -> PoolUse:
        """Say how busy the pool is."""
        size = self._pool.get_size() if self._pool else 0
        idle = self._pool.get_idle_size() if self._pool else 0
        waits, seconds = self._waits.count, self._waits.seconds
        return PoolUse(size=size, used=size - idle, limit=self._pool_size, waits=waits, wait_seconds=seconds)

    async def value(self, function: str, **arguments: Any) -> Any:
        """Call a function that returns one value."""
        return await self._fetch("fetchval", _statement("select {}", function, tuple(arguments)), arguments)

    async def values(self, function: str, calls: Sequence[dict[str, Any]]) -> list[Any]:
        """Call a function several times, in order, in one transaction: all of the calls take effect, or none.

        Raises:
            DatabaseBusyError: another transaction has locked what one of them needs.
            DatabaseError: see `services.interfaces.Database`.
        """
        statement = _statements(function, tuple(calls[0]), len(calls))
        given = {f"{name}{n}": value for n, call in enumerate(calls) for name, value in call.items()}
        return [record[0] for record in await self._fetch("fetch", statement, given)]

    async def rows(self, function: str, **arguments: Any) -> list[dict[str, Any]]:
        """Call a function that returns rows."""
        statement = _statement("select to_jsonb(whole_row) from {} as whole_row", function, tuple(arguments))
        return [record[0] for record in await self._fetch("fetch", statement, arguments)]

    async def close(self) -> None:
        """Close every connection, after at most a second."""
        if self._pool is not None:
            pool, self._pool = self._pool, None
            pool.terminate()

    @asynccontextmanager
    async def connection(self) -> AsyncGenerator[asyncpg.Connection[asyncpg.Record]]:
        """Give a connection of its own, outside the pool: for migrations and for listening."""
        try:
            connection = await self._connect(self._dsn, timeout=self._time_limit)
        except _FOREIGN as error:
            raise translate(error) from error
        try:
            await _prepare(connection)
            yield connection
        finally:
            connection.terminate()

    async def _fetch(self, verb: str, statement: str, arguments: dict[str, Any]) -> Any:
        try:
            pool = await self._connected()
            async with self._lent(pool) as connection:
                call: Callable[..., Awaitable[Any]] = getattr(connection, verb)
                try:
                    return await call(statement, *arguments.values(), timeout=self._time_limit)
                except _USELESS:
                    connection.terminate()
                    raise
        except _FOREIGN as error:
            raise translate(error) from error

    @asynccontextmanager
    async def _lent(self, pool: asyncpg.Pool[asyncpg.Record]) -> AsyncGenerator[Any]:
        async with self._waits.counted(pool.acquire(timeout=self._time_limit)) as connection:
            try:
                yield connection
            finally:
                await pool.release(connection)

    async def _connected(self) -> asyncpg.Pool[asyncpg.Record]:
        async with self._opening:
            if self._pool is None:
                self._pool = await self._open()  # with min_size=0 this starts its bookkeeping: no connection yet
            return self._pool

    async def _open(self) -> asyncpg.Pool[asyncpg.Record]:
        return await asyncpg.create_pool(
            self._dsn,
            min_size=0,
            max_size=self._pool_size,
            connect=self._connect,
            init=_prepare,
            reset=_keep,
            timeout=self._time_limit,
        )

    async def _connect(self, dsn: str | None = None, **options: Any) -> asyncpg.Connection[asyncpg.Record]:
        """Connect as whatever stands there can bear; the first time, find out what it is."""
        if self._pooled is None:
            probe = await asyncpg.connect(dsn, **options | UNPREPARED)
            try:
                self._pooled = await is_pooled(probe)
            finally:
                probe.terminate()
        return await asyncpg.connect(dsn, **options | (UNPREPARED if self._pooled else {}))


@cache
def _statement(form: str, function: str, names: tuple[str, ...], first: int = 1) -> str:
    """Write `select fn(p_a => $1, …)`; the names are those of our own store, never a user's."""
    return form.format(f"{function}({', '.join(f'{name} => ${n}' for n, name in enumerate(names, first))})")


@cache
def _statements(function: str, names: tuple[str, ...], count: int) -> str:
    """Write `select fn(p_a => $1, …) from … union all select fn(p_a => $2, …)`; the first sets the longest wait."""
    calls = [_statement("select {}", function, names, 1 + n * len(names)) for n in range(count)]
    calls[0] += f" from set_config('lock_timeout', '{_LOCK_MILLISECONDS}', true)"
    return " union all ".join(calls)


async def _prepare(connection: Any) -> None:
    """Exchange jsonb as parsed values and uuids as text, as Supabase's REST does."""
    await connection.set_type_codec(
        "jsonb",
        schema="pg_catalog",
        format="binary",
        encoder=_encode_jsonb,
        decoder=_decode_jsonb,
    )
    await connection.set_type_codec("uuid", schema="pg_catalog", format="text", encoder=str, decoder=str)


def _encode_jsonb(value: Any) -> bytes:
    return b"\x01" + orjson.dumps(value)


def _decode_jsonb(data: bytes) -> Any:
    return orjson.loads(data[1:])


async def _keep(_connection: Any) -> None:
    """Leave a connection as it is: our functions use transaction-scoped state only, and a reset costs a round trip."""
