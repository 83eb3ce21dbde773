"""`relais migrate`: applies what is pending, or says what is."""

from __future__ import annotations

import sys

import orjson

import app
from services.database import migrate as migrations
from settings import Settings


async def migrate(settings: Settings, *, status: bool, dry_run: bool, as_json: bool) -> int:
    """Print one line per script; exit 1 when `--status` finds something pending or changed."""
    folder = migrations.find_migrations()
    async with app.open_postgres(settings) as database:
        if status:
            scripts = await migrations.status(database, folder)
            _print([(script.name, script.kind, script.state) for script in scripts], as_json)
            return int(any(script.state != "applied" for script in scripts))
        done = await migrations.migrate(database, folder, dry_run=dry_run)
    _print([(script.name, script.kind, "would be applied" if dry_run else "applied") for script in done], as_json)
    if not done and not as_json:
        sys.stdout.write("Nothing to apply: the database is up to date.\n")
    return 0


def _print(rows: list[tuple[str, str, str]], as_json: bool) -> None:
    if as_json:
        items = [{"name": name, "kind": kind, "state": state} for name, kind, state in rows]
        sys.stdout.write(orjson.dumps(items).decode() + "\n")
        return
    for name, kind, state in rows:
        sys.stdout.write(f"{state:<17} {kind:<10} {name}\n")
