"""The throw-away database of scripts: its rows are put back, its clock is moved, its tables are read and written."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from services.database.asyncpg import AsyncpgDatabase
from services.database.embedded import attach
from services.database.migrate import find_migrations, load_demo, migrate

_SQL = Path(__file__).with_name("sql")


class ScriptDatabase:
    """What the SQL functions of `sql/` do. Errors: every `errors.DatabaseError`."""

    def __init__(self, dsn: str) -> None:
        """Keep the address of a database that `install` prepared; nothing connects yet."""
        self.dsn = dsn
        self._database = AsyncpgDatabase(dsn, pool_size=1)

    async def reset(self, *, demo: bool, at: datetime) -> None:
        """Begin anew: only the rows of the migrations, and of the demo company if wanted, at a time."""
        await self._database.value("script.reset", p_state="demo" if demo else "bare")
        await self._database.value("clock.set", p_at=at)

    async def now(self) -> datetime:
        """Return what the clock says."""
        said: datetime = await self._database.value("clock.now")
        return said

    async def move(self, seconds: float) -> None:
        """Let so many seconds pass."""
        await self._database.value("clock.move", p_seconds=seconds)

    async def look_at(self, sender: str, after: int) -> dict[str, Any]:
        """Return `{messages: [{id, outcome, error, intent, language}], session}` of somebody since an inbox id."""
        found: dict[str, Any] = await self._database.value("script.look_at", p_sender=sender, p_after=after)
        return found

    async def read_rows(self, table: str) -> list[dict[str, Any]]:
        """Return every row of a table, with `project`, `task` and `person` by name."""
        found: list[dict[str, Any]] = await self._database.value("script.read_rows", p_table=table)
        return found

    async def add_row(self, table: str, values: Mapping[str, Any]) -> None:
        """Add a row; the value `now` is the clock's time."""
        await self._database.value("script.add_row", p_table=table, p_values=dict(values))

    async def change_rows(self, table: str, where: Mapping[str, Any], values: Mapping[str, Any]) -> int:
        """Change the rows that are so, and return how many they are."""
        changed: int = await self._database.value(
            "script.change_rows", p_table=table, p_where=dict(where), p_set=dict(values)
        )
        return changed

    async def close(self) -> None:
        """Leave."""
        await self._database.close()


@asynccontextmanager
async def open_script_database() -> AsyncGenerator[ScriptDatabase]:
    """Start a Postgres of its own, without fsync, and remove it at the end.

    Raises:
        ConfigurationError: there is no Postgres on this machine to start.
    """
    with TemporaryDirectory(prefix="relais-test-") as directory:
        async with await attach(Path(directory), durable=False) as server:
            await install(server.dsn)
            database = ScriptDatabase(server.dsn)
            try:
                yield database
            finally:
                await database.close()


async def install(dsn: str) -> None:
    """Make an empty database one for scripts: migrations, the clock, the states that a script begins with."""
    database = AsyncpgDatabase(dsn, pool_size=1)
    await migrate(database, find_migrations())
    async with database.connection() as connection:
        for name in ("clock", "rows", "reset"):
            await connection.execute((_SQL / f"{name}.sql").read_text(encoding="utf-8"))
    await database.value("script.keep", p_state="bare")
    await load_demo(database, find_migrations())
    await database.value("script.keep", p_state="demo")
    await database.close()
