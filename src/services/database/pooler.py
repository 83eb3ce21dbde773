"""Finds out what stands between us and Postgres: a pooler makes up the backend numbers that it tells its clients."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any, TypeAlias
from urllib.parse import urlsplit

import asyncpg

UNPREPARED: dict[str, Any] = {"statement_cache_size": 0}
"""What asyncpg needs behind a pooler: a statement that was prepared for us may be on another server by now."""

_CONSOLE = "pgbouncer"
"""The database in which PgBouncer answers itself, with its own version."""

_SUPABASE_PORT = 6543
_PATIENCE_SECONDS = 5.0

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


def looks_pooled(dsn: str) -> bool:
    """Say whether the address alone tells of a pooler: Supabase's have a port and host names of their own."""
    address = urlsplit(dsn)
    return address.port == _SUPABASE_PORT or "pooler." in (address.hostname or "")


async def is_pooled(connection: Connection) -> bool:
    """Say whether the server that greeted us is another than the one that works for us."""
    return connection.get_server_pid() != await _backend(connection)


async def describe_pooler(dsn: str) -> str | None:
    """Name the pooler and its mode, as `PgBouncer 1.18.0 (transaction)`; None when there is none.

    Raises:
        OSError, TimeoutError, asyncpg.PostgresError: no connection.
    """
    async with _probe(dsn) as connection:
        if not await is_pooled(connection):
            return None
        return f"{await _name(dsn)} ({await _mode(dsn, connection)})"


async def _name(dsn: str) -> str:
    if "pooler.supabase." in (urlsplit(dsn).hostname or ""):
        return "Supavisor"
    try:
        async with _probe(dsn, database=_CONSOLE) as console:
            return f"PgBouncer {str(console.get_settings().server_version).split('/')[0]}"
    except asyncpg.ProtocolViolationError:  # what it says to whoever may not enter
        return "PgBouncer"
    except (asyncpg.PostgresError, OSError):
        return "a pooler"


async def _mode(dsn: str, first: Connection) -> str:
    try:
        async with _probe(dsn) as second:
            return "transaction" if await _share(first, second) else "session"
    except TimeoutError:  # its one server is ours for as long as we stay
        return "session"


async def _share(first: Connection, second: Connection) -> bool:
    """Say whether two clients get one server in turns, or one client two servers: no session does."""
    before = await _backend(first)
    async with second.transaction():
        return await _backend(second) == before or await _backend(first) != before


async def _backend(connection: Connection) -> int:
    number: int = await connection.fetchval("select pg_backend_pid()", timeout=_PATIENCE_SECONDS)
    return number


@asynccontextmanager
async def _probe(dsn: str, **options: Any) -> AsyncGenerator[Connection]:
    connection = await asyncpg.connect(dsn, timeout=_PATIENCE_SECONDS, **options | UNPREPARED)
    try:
        yield connection
    finally:
        connection.terminate()
