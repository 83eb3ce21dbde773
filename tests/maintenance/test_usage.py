"""What `relais maintain` says when it cannot begin: exit 2."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.door.processes import relais


@pytest.mark.parametrize("arguments", [(), ("cleanup",)], ids=["none", "unknown"])
def test_usage(arguments: tuple[str, ...], tmp_path: Path) -> None:
    assert relais("maintain", *arguments, cwd=tmp_path).returncode == 2


def test_without_its_database_it_says_so(tmp_path: Path) -> None:
    done = relais("maintain", "check-sessions", cwd=tmp_path, DATABASE_URL="postgresql://127.0.0.1:1/none")
    assert done.returncode == 2
    assert done.stderr.startswith("relais: the database is not available")
