"""`relais doctor`: is everything as it should be? `--fix` mends what can be mended, `--undo` puts rows back."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import orjson

import app
from commands import examination
from errors import ConfigurationError
from services.backup import Backup, new_backup, read_backup
from services.database.asyncpg import AsyncpgDatabase
from services.database.migrate import find_migrations, reapply
from services.repair import Reapply, Repair, Repaired, undo
from services.store import LaneRules, Store
from settings import Settings

_LONGEST_SECONDS = 1800.0
"""One check, or one index that is made, on a large database."""


async def doctor(settings: Settings, *, fix: bool, as_json: bool) -> int:
    """Print what was looked at; exit 1 when something is wrong, and stays so."""
    async with app.open_database(settings, time_limit=_LONGEST_SECONDS) as database:
        store = Store(database, LaneRules())
        found = await examination.examine(database, store, settings)
        told = _Told(found)
        if fix and any(check.wrong for check in found):
            told = await _mend(settings, database, store, found)
    told.print(as_json=as_json)
    return int(any(check.wrong for check in told.found))


async def undo_repair(settings: Settings, file: Path, *, as_json: bool) -> int:
    """Put back the rows that a repair changed; exit 1 when some had changed since and were left as they are."""
    backup = read_backup(file)
    async with app.open_database(settings, time_limit=_LONGEST_SECONDS) as database:
        back, left = await undo(Store(database, LaneRules()), backup)
    if as_json:
        sys.stdout.write(orjson.dumps({"undone": back, "left": left}).decode() + "\n")
    else:
        sys.stdout.write(f"{back} rows are as they were before the repair.\n")
    if left and not as_json:
        sys.stdout.write(f"{left} rows have changed since, and were left as they are.\n")
    return int(bool(left))


async def _mend(
    settings: Settings, database: examination.AnyDatabase, store: Store, found: Sequence[examination.Check]
) -> _Told:
    if any(check.check_name == "migrations" and check.wrong for check in found):
        raise ConfigurationError("the database is not up to date: run relais migrate first, then relais doctor --fix")
    repair = Repair(store=store, reapply=_reapply(database), backup=new_backup(settings.data_dir))
    try:
        repaired = await repair.run()
    finally:
        _announce(repair.backup)
    return _Told(await examination.examine(database, store, settings), repaired, repair.backup)


def _reapply(database: examination.AnyDatabase) -> Reapply:
    if isinstance(database, AsyncpgDatabase):
        return partial(reapply, database, find_migrations())
    return _cannot_reapply


async def _cannot_reapply(_functions: Sequence[str] | None) -> None:
    raise ConfigurationError("functions are missing: set DATABASE_URL as well, or paste dist/relais.sql (make sql)")


def _announce(backup: Backup) -> None:
    """Say where what was changed lies, whatever happens next; on stderr, because stdout may be JSON."""
    if backup.steps:
        sys.stderr.write(f"What was changed is kept in {backup.path}\nrelais doctor --undo {backup.path} undoes it\n")


@dataclass(frozen=True, slots=True)
class _Told:
    """What is printed: the newest findings, and what was done about the ones before."""

    found: Sequence[examination.Check]
    repaired: Repaired | None = None
    backup: Backup | None = None

    def print(self, *, as_json: bool) -> None:
        if as_json:
            sys.stdout.write(orjson.dumps(self._json()).decode() + "\n")
            return
        lines = [f"{check.status:<7} {check.check_name:<28} {check.detail}" for check in self.found]
        if self.repaired:
            lines += [f"mended {name}: {count}" for name, count in self.repaired.counts.items()]
            lines += [f"could not mend {name}: {reason}" for name, reason in self.repaired.failed.items()]
        sys.stdout.write("\n".join(lines) + "\n")

    def _json(self) -> dict[str, Any]:
        return {
            "status": "broken" if any(check.wrong for check in self.found) else "ok",
            "checks": self.found,
            "repaired": self.repaired.counts if self.repaired else {},
            "failed": self.repaired.failed if self.repaired else {},
            "backup": str(self.backup.path) if self.backup and self.backup.steps else None,
        }
