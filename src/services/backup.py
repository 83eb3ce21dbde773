"""What `relais doctor --fix` is about to change, on disk before it is changed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
from pydantic import BaseModel, TypeAdapter, ValidationError

from errors import ConfigurationError
from services.durable import sync_folder

Change = dict[str, Any]
"""`{table_name, was, becomes}`, as the SQL function find_damage gives it: rows as JSON text, byte for byte."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One repair: rows that were changed, or the object `{table_name, name, definition}` that was made."""

    check_name: str
    changes: Sequence[Change] = ()
    made: dict[str, Any] | None = None


class _Row(BaseModel):
    table_name: str
    was: str | None
    becomes: str | None


class _Made(BaseModel):
    name: str
    definition: str


class _Written(BaseModel):
    check_name: str
    changes: list[_Row]
    made: _Made | None


_STEPS = TypeAdapter(list[_Written])
"""What a file of ours holds: anybody may name another one."""


@dataclass(slots=True)
class Backup:
    """A file that grows by a step before the step is done; nothing is written before the first. Only we may read it."""

    path: Path
    steps: list[Step] = field(default_factory=list[Step])

    def keep(self, step: Step) -> None:
        """Write a step down, durably."""
        self.steps.append(step)
        self._write()

    def settle(self, changes: Sequence[Change]) -> None:
        """Say what the newest step really changed."""
        self.steps[-1] = Step(check_name=self.steps[-1].check_name, changes=changes)
        self._write()

    def cut(self, length: int) -> None:
        """Forget the steps after the first `length`: they were not done."""
        if len(self.steps) > length:
            del self.steps[length:]
            self._write()

    def _write(self) -> None:
        if not self.steps:
            self.path.unlink()
            return
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = self.path.with_suffix(".new")
        told = {"made_by": "relais doctor --fix", "steps": self.steps}
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(orjson.dumps(told, option=orjson.OPT_INDENT_2))
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(self.path)
        sync_folder(self.path.parent)


def new_backup(data_dir: Path) -> Backup:
    """Name a file of this moment under `data_dir`."""
    return Backup(data_dir / "backups" / f"doctor-{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}.json")


def read_backup(path: Path) -> Backup:
    """Read a file that `Backup` wrote.

    Raises:
        ConfigurationError: it cannot be read, or is something else.
    """
    try:
        told = orjson.loads(path.read_bytes())
        _STEPS.validate_python(told["steps"])
        return Backup(path, [Step(**step) for step in told["steps"]])
    except OSError as error:
        raise ConfigurationError(f"{path}: {error.strerror}") from error
    except (orjson.JSONDecodeError, LookupError, TypeError, ValidationError) as error:
        raise ConfigurationError(f"{path} is no backup of relais doctor") from error
