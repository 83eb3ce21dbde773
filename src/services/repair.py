"""Mends what check_integrity finds, keeps what was there before, and puts it back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from errors import DatabaseBehindError, DatabaseError
from services.backup import Backup, Step
from services.store import Store

Reapply = Callable[[Sequence[str] | None], Awaitable[object]]
"""Applies the files of functions again, by their names; None: every migration and function."""

_IN_FILES = ("missing_tables", "missing_views", "missing_functions")
"""Checks of what only the files in `migrations/` can bring back."""

_IN_MIGRATIONS = ("missing_tables", "missing_views")
"""Those of them that no file of one function has."""

_ROUNDS = 4
"""One repair may lay bare the next: a foreign key that is made anew has yet to be validated."""


@dataclass(slots=True)
class Repaired:
    """How much each check had mended, and what could not be: check → reason."""

    counts: dict[str, int] = field(default_factory=dict[str, int])
    failed: dict[str, str] = field(default_factory=dict[str, str])

    def count(self, check_name: str, mended: int) -> None:
        """Add to what a check had mended."""
        self.counts[check_name] = self.counts.get(check_name, 0) + mended


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """One `relais doctor --fix`. Rows first, so that what is made afterwards finds them right."""

    store: Store
    reapply: Reapply
    backup: Backup
    repaired: Repaired = field(default_factory=Repaired)

    async def run(self) -> Repaired:
        """Mend until nothing more can be.

        Raises:
            DatabaseUnavailableError: what was mended so far stays so, and is in the backup.
        """
        for _ in range(_ROUNDS):
            before = sum(self.repaired.counts.values())
            self.repaired.failed.clear()
            await self._files()
            for check in await self._damaged():
                await self._tried(check["check_name"], self._rows(check["check_name"]))
            for broken in await self.store.broken_objects():
                await self._tried(f"{broken['check_name']} {broken['name']}", self._object(broken))
            if sum(self.repaired.counts.values()) == before:
                break
        return self.repaired

    async def _damaged(self) -> list[dict[str, Any]]:
        """Return the checks that found something; none while a column is missing without which none can be made."""
        try:
            return [check for check in await self.store.check_integrity() if check["found"]]
        except DatabaseBehindError:
            return []

    async def _files(self) -> None:
        """Apply the files of missing functions again; every file, where tables or the checks themselves are missing."""
        try:
            broken = await self.store.broken_objects()
        except DatabaseBehindError:
            broken = [{"check_name": "missing_tables"}]
        missing = [one for one in broken if one["check_name"] in _IN_FILES]
        for check_name in {one["check_name"] for one in missing}:
            self.repaired.count(check_name, sum(one["check_name"] == check_name for one in missing))
        if any(one["check_name"] in _IN_MIGRATIONS for one in missing):
            await self.reapply(None)
        elif missing:
            await self.reapply([one["name"] for one in missing])

    async def _rows(self, check_name: str) -> None:
        """Change the rows of one check, in one transaction."""
        changes = await self.store.find_damage(check_name)
        if changes:
            self.backup.keep(Step(check_name=check_name, changes=changes))
            made = await self.store.repair_rows(changes)
            self.backup.settle(made)
            self.repaired.count(check_name, len(made))

    async def _object(self, broken: dict[str, Any]) -> None:
        check_name, table_name, name = broken["check_name"], broken["table_name"], broken["name"]
        self.backup.keep(Step(check_name=check_name, made=broken))
        self.repaired.count(check_name, int(await self.store.mend_object(check_name, table_name, name)))

    async def _tried(self, what: str, work: Awaitable[None]) -> None:
        """Do one repair; what the database refuses must not keep the others from being done."""
        done = len(self.backup.steps)
        try:
            await work
        except DatabaseError as error:
            if error.retryable:
                raise
            self.backup.cut(done)
            self.repaired.failed[what] = str(error)


async def undo(store: Store, backup: Backup) -> tuple[int, int]:
    """Put rows back as they were, the newest change first; return how many are back, and how many had changed since."""
    back = left = 0
    for step in reversed(backup.steps):
        if step.made and "UNIQUE" in step.made["definition"]:
            await store.drop_expected_index(step.made["name"])  # it forbids what is to come back
        if step.changes:
            undone = await store.undo_rows(step.changes)
            back, left = back + undone, left + len(step.changes) - undone
    return back, left
