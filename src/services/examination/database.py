"""The server, the way to it, its schema and its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from errors import DatabaseBehindError, DatabaseError
from services.database.asyncpg import AsyncpgDatabase
from services.database.migrate import find_migrations, read_scripts, status
from services.examination.check import Check, verdict
from services.patience import within
from services.store import Store

if TYPE_CHECKING:  # takes a third of a second and 40 MB: only for whoever speaks REST
    from services.database.supabase import SupabaseDatabase

    AnyDatabase: TypeAlias = AsyncpgDatabase | SupabaseDatabase

UNAVAILABLE = "database"
"""The check that is there only when no other one of the database could be made."""

PATIENCE_SECONDS = 4.0
"""For a call that costs the database nothing."""

_FULL = 0.9
"""The share of the server's connections from which on the next deploy may find none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseLook:
    """Looks at the database; `thorough` reads everything, which is nothing for every minute."""

    database: AnyDatabase
    store: Store
    thorough: bool

    async def __call__(self) -> Sequence[Check]:
        """Return every check that could be made, and as the last one what kept others from being made."""
        checks: list[Check] = []
        try:
            checks.append(verdict("way", 0, await _way(self.database, self.store)))
            checks.append(await _migrations(self.database, self.store))
            checks += [await _server(self.store), await _connections(self.store)]
            checks += await self._rows()
        except DatabaseBehindError as error:
            if not any(check.wrong for check in checks):  # else migrating comes first, and may be all there is to do
                checks.append(verdict("schema", 1, f"{error}: relais doctor --fix"))
        except DatabaseError as error:
            checks.append(verdict(UNAVAILABLE, 1, str(error)))
        return checks

    async def _rows(self) -> list[Check]:
        """Make the checks of the rows and of the schema; of the schema alone where the rows cannot be read for it."""
        try:
            if self.thorough:
                return [_told(found) for found in await self.store.check_integrity()]
            return [_told(found) for found in (await self.store.check_sessions())["checks"]]
        except DatabaseBehindError:
            if broken := await self.store.broken_objects():
                return _by_check(broken)
            raise


def _by_check(broken: Sequence[dict[str, Any]]) -> list[Check]:
    """Count what is missing of the schema, and name it."""
    named: dict[str, list[str]] = {}
    for one in broken:
        named.setdefault(one["check_name"], []).append(".".join(filter(None, (one["table_name"], one["name"]))))
    return [verdict(name, len(found), ", ".join(found)) for name, found in named.items()]


def _told(found: dict[str, Any]) -> Check:
    """Say of what was not found that there is none: the SQL function says what it looked for."""
    detail = found["detail"] if found["found"] else f"no {found['detail']}"
    return verdict(found["check_name"], found["found"], detail)


async def _way(database: AnyDatabase, store: Store) -> str:
    """Say how the database is reached, and find out in time that it is not: the calls that follow may take long."""
    if not isinstance(database, AsyncpgDatabase):
        await within(PATIENCE_SECONDS, store.database_health())
        return "over Supabase's REST"
    pooler = await database.pooler()
    return f"through {pooler}" if pooler else "straight to Postgres"


async def _migrations(database: AnyDatabase, store: Store) -> Check:
    if not isinstance(database, AsyncpgDatabase):
        return await _counted_migrations(store)
    scripts = await status(database, find_migrations())
    behind = [f"{script.name} {script.state}" for script in scripts if script.state != "applied"]
    detail = f"{', '.join(behind[:3])}{', …' if behind[3:] else ''}: relais migrate" if behind else "all applied"
    return verdict("migrations", len(behind), detail)


async def _counted_migrations(store: Store) -> Check:
    expected = sum(script.kind == "migration" for script in read_scripts(find_migrations()))
    missing = max(0, expected - int((await store.database_health())["migrations"]))
    return verdict("migrations", missing, f"{missing} pending: relais migrate" if missing else "all applied")


async def _server(store: Store) -> Check:
    health = await store.database_health()
    read_only = bool(health["read_only"])
    return verdict("server", int(read_only), f"Postgres {health['server_version']}{', read-only' if read_only else ''}")


async def _connections(store: Store) -> Check:
    measured = await store.measure_connections()
    used, allowed, waiting = measured["used"], measured["allowed"], measured["waiting"]
    detail = f"{used} of {allowed} of the server in use, {waiting} waiting for a lock"
    return verdict("connections", used if used >= _FULL * allowed else 0, detail)
