"""What `relais doctor` looks at: the server, the way to it, the schema, the rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from commands.template_check import check_templates
from errors import DatabaseBehindError
from services.database.asyncpg import AsyncpgDatabase
from services.database.migrate import find_migrations, read_scripts, status
from services.store import Store
from settings import Settings

if TYPE_CHECKING:  # takes a third of a second and 40 MB: only for whoever speaks REST
    from services.database.supabase import SupabaseDatabase

    AnyDatabase: TypeAlias = AsyncpgDatabase | SupabaseDatabase

_FULL = 0.9
"""The share of the server's connections from which on the next deploy may find none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at; `found` counts what is wrong."""

    check_name: str
    status: str
    found: int
    detail: str

    @property
    def wrong(self) -> bool:
        """Whether something is wrong with it."""
        return self.status != "ok"


async def examine(database: AnyDatabase, store: Store, settings: Settings) -> list[Check]:
    """Look at everything.

    Raises:
        DatabaseUnavailableError: no connection.
    """
    checks = [_check("way", 0, await _way(database)), await _migrations(database, store)]
    try:
        checks += [await _server(store), await _connections(store)]
        checks.append(_check("templates", *await check_templates(store, settings)))
        checks += [Check(**found) for found in await store.check_integrity()]
    except DatabaseBehindError as error:
        if not any(check.wrong for check in checks):  # else migrating comes first, and may be all there is to do
            checks.append(_check("schema", 1, f"{error}: relais doctor --fix"))
    return checks


def _check(check_name: str, found: int, detail: str) -> Check:
    return Check(check_name=check_name, status="broken" if found else "ok", found=found, detail=detail)


async def _way(database: AnyDatabase) -> str:
    if not isinstance(database, AsyncpgDatabase):
        return "over Supabase's REST"
    pooler = await database.pooler()
    return f"through {pooler}" if pooler else "straight to Postgres"


async def _migrations(database: AnyDatabase, store: Store) -> Check:
    if not isinstance(database, AsyncpgDatabase):
        return await _counted_migrations(store)
    scripts = await status(database, find_migrations())
    behind = [f"{script.name} {script.state}" for script in scripts if script.state != "applied"]
    detail = f"{', '.join(behind[:3])}{', …' if behind[3:] else ''}: relais migrate" if behind else "all applied"
    return _check("migrations", len(behind), detail)


async def _counted_migrations(store: Store) -> Check:
    expected = sum(script.kind == "migration" for script in read_scripts(find_migrations()))
    missing = max(0, expected - int((await store.database_health())["migrations"]))
    return _check("migrations", missing, f"{missing} pending: relais migrate" if missing else "all applied")


async def _server(store: Store) -> Check:
    health: dict[str, Any] = await store.database_health()
    read_only = bool(health["read_only"])
    return _check("server", int(read_only), f"Postgres {health['server_version']}{', read-only' if read_only else ''}")


async def _connections(store: Store) -> Check:
    measured = await store.measure_connections()
    used, allowed, waiting = measured["used"], measured["allowed"], measured["waiting"]
    detail = f"{used} of {allowed} of the server in use, {waiting} waiting for a lock"
    return _check("connections", used if used >= _FULL * allowed else 0, detail)
