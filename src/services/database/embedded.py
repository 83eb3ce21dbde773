from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

import asyncpg

from errors import DatabaseUnavailableError, RelaisError
from services.database.hold import Hold, take_hold

DATABASE = "relais"
_CONNECT_SECONDS = 10.0
_RETRY_SECONDS = 1.0

_OPTIONS = {"listen_addresses": "", "max_connections": "100", "timezone": "UTC", "log_timezone": "UTC"}
_NOT_DURABLE = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


class Attachment:
    """One user's share of an embedded Postgres, which runs as long as somebody is attached.

    `dsn` is for asyncpg and psql (unix socket); `server_version` is like `18.6`.
    A server that dies is started again by its keeper, and a keeper that dies by this object; both under the same DSN.
    """

    def __init__(self, hold: Hold, server_version: str, take_again: Callable[[], Hold]) -> None:
        self.dsn = _dsn(hold, DATABASE)
        self.server_version = server_version
        self._hold = hold
        self._take_again = take_again
        self._watch = asyncio.create_task(self._stay_attached())

    async def close(self) -> None:
        """Leave; whoever is last returns when Postgres has stopped. Closing twice is harmless."""
        self._watch.cancel()
        with suppress(asyncio.CancelledError):
            await self._watch
        await asyncio.to_thread(self._hold.release)

    async def _stay_attached(self) -> None:
        while True:
            await _wait_for_end(self._hold)
            self._hold = await self._rejoin()

    async def _rejoin(self) -> Hold:
        while True:
            with suppress(RelaisError):
                return await asyncio.to_thread(self._take_again)
            await asyncio.sleep(_RETRY_SECONDS)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


def is_there(data_dir: Path) -> bool:
    """Say whether an embedded Postgres has its data under `data_dir/postgres`, running or not."""
    return (data_dir / "postgres").exists()


async def attach(data_dir: Path, *, durable: bool = True) -> Attachment:
    """Attach to the Postgres whose data lies under `data_dir/postgres`, started and filled if need be.

    `durable=False` gives up fsync, for tests; whoever starts the server decides.

    Raises:
        ConfigurationError: no Postgres to run, nowhere to put it, or data of another major version.
        DatabaseUnavailableError: it does not start or accepts no connection; the sentence says what its log says.
    """
    options = _OPTIONS if durable else _OPTIONS | _NOT_DURABLE

    def take() -> Hold:
        return take_hold(data_dir.resolve(), options)

    hold = await asyncio.to_thread(take)
    try:
        return Attachment(hold, await _open_database(hold), take)
    except BaseException:
        hold.release()
        raise


async def _open_database(hold: Hold) -> str:
    """Return the server's version; the database exists afterwards."""
    try:
        try:
            return await _ask_version(hold)
        except asyncpg.InvalidCatalogNameError:
            await _create_database(hold)
            return await _ask_version(hold)
    except (asyncpg.PostgresError, OSError) as error:
        reason = str(error) or f"no answer within {_CONNECT_SECONDS:.0f} s"
        raise DatabaseUnavailableError(f"the embedded Postgres accepts no connection: {reason}") from None


async def _ask_version(hold: Hold) -> str:
    connection = await asyncpg.connect(_dsn(hold, DATABASE), timeout=_CONNECT_SECONDS)
    try:
        return str(connection.get_settings().server_version).split()[0]
    finally:
        await connection.close()


async def _create_database(hold: Hold) -> None:
    connection = await asyncpg.connect(_dsn(hold, "postgres"), timeout=_CONNECT_SECONDS)
    try:
        with suppress(asyncpg.DuplicateDatabaseError, asyncpg.UniqueViolationError):  # somebody else did, just now
            await connection.execute(f"create database {DATABASE}")
    finally:
        await connection.close()


def _dsn(hold: Hold, database: str) -> str:
    return f"postgresql://postgres@/{database}?host={quote(str(hold.placement.sockets), safe='')}"


async def _wait_for_end(hold: Hold) -> None:
    """Return when the keeper is gone: it never says anything more."""
    with suppress(OSError):
        hold.connection.setblocking(False)
        await asyncio.get_running_loop().sock_recv(hold.connection, 1)
    hold.connection.close()
