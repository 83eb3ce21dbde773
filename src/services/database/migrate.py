"""Brings a database to what the files in `migrations/` say, in one transaction.

Migrations run once, in order, and never change again; functions are applied whenever their file changed.
The advisory lock belongs to the transaction, so two deploys at once wait for each other, also behind a pooler.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import asyncpg

from errors import ConfigurationError
from services.database.asyncpg import AsyncpgDatabase, translate

Kind = Literal["migration", "function"]
State = Literal["applied", "pending", "changed"]

_LOCK = 7_237_414_971  # any number that nobody else locks


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """One SQL file: its name without `.sql`, what it is, its text and the SHA-256 of that text."""

    name: str
    kind: Kind
    sql: str
    checksum: str
    state: State = "pending"


def find_migrations() -> Path:
    """Return the folder of SQL files: beside `src/` in a checkout, beside the packages in an installation."""
    here = Path(__file__).resolve()
    for folder in (here.parents[3] / "migrations", here.parents[2] / "migrations"):
        if (folder / "functions").is_dir():
            return folder
    raise ConfigurationError("the folder migrations/ is missing from this installation")


def read_scripts(folder: Path) -> list[Script]:
    """Read every script: migrations in order of their number, then functions by name."""
    return [_read(path, "migration") for path in sorted(folder.glob("[0-9][0-9][0-9]_*.sql"))] + [
        _read(path, "function") for path in sorted((folder / "functions").glob("*.sql"))
    ]


def _read(path: Path, kind: Kind) -> Script:
    sql = path.read_text(encoding="utf-8")
    return Script(name=path.stem, kind=kind, sql=sql, checksum=hashlib.sha256(sql.encode()).hexdigest())


async def status(database: AsyncpgDatabase, folder: Path) -> list[Script]:
    """Return every script with its state in this database."""
    async with database.connection() as connection:
        return await _with_state(connection, read_scripts(folder))


async def migrate(database: AsyncpgDatabase, folder: Path, *, dry_run: bool = False) -> list[Script]:
    """Apply what is pending, and return it; with `dry_run` only return it.

    Raises:
        ConfigurationError: a migration was changed after it was applied, or a script is wrong; nothing was applied.
        DatabaseUnavailableError: no connection.
    """
    async with database.connection() as connection:
        try:
            async with connection.transaction():
                await connection.execute("select pg_advisory_xact_lock($1)", _LOCK)
                scripts = read_scripts(folder)
                todo = _pending(await _with_state(connection, scripts))
                if todo and not dry_run:
                    await _apply(connection, todo)
                    await _forget_others(connection, scripts)
        except asyncpg.PostgresError as error:
            raise translate(error) from error
    return todo


async def reapply(database: AsyncpgDatabase, folder: Path, functions: Sequence[str] | None = None) -> list[Script]:
    """Apply the files that define some functions again, whatever was applied, or every file; return them.

    Raises:
        ConfigurationError: a script is wrong; nothing was applied.
        DatabaseUnavailableError: no connection.
    """
    scripts = [script for script in read_scripts(folder) if functions is None or _defines(script, functions)]
    async with database.connection() as connection, connection.transaction():
        await connection.execute("select pg_advisory_xact_lock($1)", _LOCK)
        await _apply(connection, scripts)
        await connection.execute("select restrict_functions($1)", functions or [])
    return scripts


def _defines(script: Script, functions: Sequence[str]) -> bool:
    found = re.findall(r"^create or replace function (?:public\.)?(\w+)\(", script.sql, re.MULTILINE)
    return not set(functions).isdisjoint(found)


async def load_demo(database: AsyncpgDatabase, folder: Path) -> None:
    """Load the demo company; loading it again changes nothing."""
    async with database.connection() as connection:
        for path in sorted((folder / "demo").glob("*.sql")):
            await connection.execute(path.read_text(encoding="utf-8"))


async def _with_state(connection: Any, scripts: Sequence[Script]) -> list[Script]:
    known: dict[str, str] = {}
    if await connection.fetchval("select to_regclass('public.schema_migrations')"):
        known = dict(await connection.fetch("select name, checksum from public.schema_migrations"))
    return [_judged(script, known.get(script.name)) for script in scripts]


def _judged(script: Script, applied: str | None) -> Script:
    state: State = "pending" if applied is None else "applied" if applied == script.checksum else "changed"
    return Script(name=script.name, kind=script.kind, sql=script.sql, checksum=script.checksum, state=state)


def _pending(scripts: Sequence[Script]) -> list[Script]:
    changed = [script.name for script in scripts if script.kind == "migration" and script.state == "changed"]
    if changed:
        raise ConfigurationError(
            f"{', '.join(changed)} changed after being applied: restore the file and write a new migration"
        )
    return [script for script in scripts if script.state != "applied"]


async def _forget_others(connection: Any, scripts: Sequence[Script]) -> None:
    """Let go of functions that have no file any more: nobody misses them."""
    await connection.execute(
        "delete from public.schema_migrations where kind = 'function' and name <> all ($1)",
        [script.name for script in scripts if script.kind == "function"],
    )


async def _apply(connection: Any, scripts: Sequence[Script]) -> None:
    await connection.execute("set local check_function_bodies = off")  # functions call each other
    await connection.execute("set local client_min_messages = warning")
    for script in scripts:
        try:
            await connection.execute(script.sql)
        except asyncpg.PostgresError as error:
            raise ConfigurationError(f"{script.name}.sql: {error}") from error
        await connection.execute(
            "insert into public.schema_migrations (name, kind, checksum) values ($1, $2, $3) "
            "on conflict (name) do update set checksum = excluded.checksum, applied_at = excluded.applied_at",
            script.name,
            script.kind,
            script.checksum,
        )
    functions = [script.name for script in scripts if script.kind == "function"]
    if functions:
        await connection.execute("select restrict_functions($1)", functions)
