"""`relais doctor`: is everything as it should be? `--fix` mends what can be mended, `--undo` puts rows back."""

from __future__ import annotations

import sys
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

import app
from commands.doctor_report import Report
from errors import ConfigurationError, DatabaseUnavailableError
from services.backup import Backup, new_backup, read_backup
from services.database.asyncpg import AsyncpgDatabase
from services.database.migrate import find_migrations, reapply
from services.examination import Check, Examination
from services.examination.database import UNAVAILABLE
from services.repair import Reapply, Repair, undo
from services.store import LaneRules, Store
from settings import Settings

if TYPE_CHECKING:
    from services.examination.database import AnyDatabase

_LONGEST_SECONDS = 1800.0
"""One check, or one index that is made, on a large database."""


async def doctor(settings: Settings, *, fix: bool, as_json: bool) -> int:
    """Print what was looked at; exit 1 when something is wrong, and stays so.

    Raises:
        DatabaseUnavailableError: the database was not there; everything else was looked at, and printed.
    """
    async with _open_patient(settings) as patient:
        report = Report(found=await patient.examination.examine())
        _check_is_there(report, as_json=as_json)
        if fix and report.wrong:
            report = await _mend(patient, report.found)
    report.print(as_json=as_json)
    return int(bool(report.wrong))


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Patient:
    """What is examined, and what mends it."""

    database: AnyDatabase
    store: Store
    examination: Examination
    data_dir: Path


@asynccontextmanager
async def _open_patient(settings: Settings) -> AsyncGenerator[_Patient]:
    async with (
        app.open_database(settings, time_limit=_LONGEST_SECONDS) as database,
        app.open_media(settings) as media,
    ):
        store = Store(database, LaneRules())
        examination = app.build_examination(settings, database=database, store=store, media=media, thorough=True)
        yield _Patient(database=database, store=store, examination=examination, data_dir=settings.data_dir)


def _check_is_there(report: Report, *, as_json: bool) -> None:
    away = [check.detail for check in report.found if check.check_name == UNAVAILABLE]
    if away:
        report.print(as_json=as_json)
        raise DatabaseUnavailableError(away[0])


async def _mend(patient: _Patient, found: Sequence[Check]) -> Report:
    if any(check.check_name == "migrations" and check.wrong for check in found):
        raise ConfigurationError("the database is not up to date: run relais migrate first, then relais doctor --fix")
    repair = Repair(store=patient.store, reapply=_reapply(patient.database), backup=new_backup(patient.data_dir))
    try:
        repaired = await repair.run()
    finally:
        _announce(repair.backup)
    return Report(found=await patient.examination.examine(), repaired=repaired, backup=repair.backup)


def _reapply(database: AnyDatabase) -> Reapply:
    if isinstance(database, AsyncpgDatabase):
        return partial(reapply, database, find_migrations())
    return _cannot_reapply


async def _cannot_reapply(_functions: Sequence[str] | None) -> None:
    raise ConfigurationError("functions are missing: set DATABASE_URL as well, or paste dist/relais.sql (make sql)")


def _announce(backup: Backup) -> None:
    """Say where what was changed lies, whatever happens next; on stderr, because stdout may be JSON."""
    if backup.steps:
        sys.stderr.write(f"What was changed is kept in {backup.path}\nrelais doctor --undo {backup.path} undoes it\n")
