"""Which database the settings name, and how it is opened."""

from __future__ import annotations

import os
import socket
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

from errors import ConfigurationError
from services.database.asyncpg import AsyncpgDatabase
from services.store import LaneRules, Store
from settings import Settings

if TYPE_CHECKING:  # takes a third of a second and 40 MB: only for whoever speaks REST
    from services.database.supabase import SupabaseDatabase


@asynccontextmanager
async def open_database(
    settings: Settings, *, time_limit: float = 15, create: bool = False
) -> AsyncGenerator[AsyncpgDatabase | SupabaseDatabase]:
    """Open the database that the settings name; without one, the embedded Postgres under `DATA_DIR`.

    `time_limit` is for one call, in seconds. `create`: an embedded one is made where there is none.

    Raises:
        ConfigurationError: there is none, and none is to be made.
    """
    opening = (
        _open_rest(settings, time_limit=time_limit)
        if is_rest(settings)
        else open_postgres(settings, time_limit=time_limit, create=create)
    )
    async with opening as database:
        yield database


@asynccontextmanager
async def open_postgres(
    settings: Settings, *, time_limit: float = 15, create: bool = True
) -> AsyncGenerator[AsyncpgDatabase]:
    """Open the database for what only a connection to Postgres can do; `create` as in `open_database`.

    Raises:
        ConfigurationError: there is only Supabase's REST; or there is no database, and none is to be made.
    """
    if is_rest(settings):
        raise ConfigurationError(
            "SUPABASE_URL alone lets nobody change the schema: set DATABASE_URL as well, or paste what `relais sql` "
            "prints (`make sql` writes dist/relais.sql) into Supabase's SQL editor"
        )
    async with AsyncExitStack() as stack:
        database = AsyncpgDatabase(await _address(settings, stack, create=create), time_limit=time_limit)
        stack.push_async_callback(database.close)
        yield database


@asynccontextmanager
async def _open_rest(settings: Settings, *, time_limit: float) -> AsyncGenerator[SupabaseDatabase]:
    from services.database.supabase import SupabaseDatabase

    key = settings.secret("supabase_service_role_key")
    database = await SupabaseDatabase.open(settings.supabase_url or "", key or "", time_limit=time_limit)
    try:
        yield database
    finally:
        await database.close()


def is_rest(settings: Settings) -> bool:
    """Say whether every function goes over Supabase's REST."""
    return settings.database_url is None and settings.supabase_url is not None


@asynccontextmanager
async def open_store(settings: Settings) -> AsyncGenerator[Store]:
    """Open the database for a command that asks or tells it something and works no lane."""
    async with open_database(settings) as database:
        yield Store(database, LaneRules(), worker=worker_name())


def worker_name() -> str:
    """Return who holds a lane, for operators to read."""
    return f"{socket.gethostname()}:{os.getpid()}"


async def _address(settings: Settings, stack: AsyncExitStack, *, create: bool) -> str:
    if settings.database_url:
        return settings.database_url.get_secret_value()
    from services.database.embedded import attach, is_there  # a production install has no embedded server

    if not create and not is_there(settings.data_dir):
        raise ConfigurationError(
            f"there is no database here: DATA_DIR {settings.data_dir} holds none, and DATABASE_URL is not set"
        )
    return (await stack.enter_async_context(await attach(settings.data_dir))).dsn
