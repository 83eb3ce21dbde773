"""What `relais doctor` prints: for people what is wrong first, for machines everything in its order."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from services.backup import Backup
from services.examination import Check
from services.repair import Repaired


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The newest findings, and what was done about the ones before."""

    found: Sequence[Check]
    repaired: Repaired | None = None
    backup: Backup | None = None

    @property
    def wrong(self) -> list[Check]:
        """The checks that found something."""
        return [check for check in self.found if check.wrong]

    def print(self, *, as_json: bool) -> None:
        """Print everything."""
        sys.stdout.write(orjson.dumps(self._json()).decode() + "\n" if as_json else "\n".join(self._lines()) + "\n")

    def _lines(self) -> list[str]:
        fine = [check for check in self.found if not check.wrong]
        lines = [_line(check) for check in [*self.wrong, *fine]]
        if self.repaired:
            lines += [f"mended {name}: {count}" for name, count in self.repaired.counts.items()]
            lines += [f"could not mend {name}: {reason}" for name, reason in self.repaired.failed.items()]
        return lines

    def _json(self) -> dict[str, Any]:
        return {
            "status": "broken" if self.wrong else "ok",
            "checks": self.found,
            "repaired": self.repaired.counts if self.repaired else {},
            "failed": self.repaired.failed if self.repaired else {},
            "backup": str(self.backup.path) if self.backup and self.backup.steps else None,
        }


def _line(check: Check) -> str:
    return f"{check.status:<7} {check.check_name:<28} {check.found or '':>5}  {check.detail}".rstrip()
