"""Where there is no database, only what begins one makes one; whoever asks is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.door.processes import relais

ASKING = ["doctor", "dead list", "why x", "maintain check-sessions", "export +33600000001", "erase --yes +33600000001"]


@pytest.mark.parametrize("command", ASKING)
def test_no_database_is_made_by_asking(command: str, tmp_path: Path) -> None:
    ended = relais(*command.split(), cwd=tmp_path)

    assert (ended.returncode, ended.stdout) == (2, "")
    assert (
        ended.stderr == "relais: there is no database here: DATA_DIR .relais holds none, and DATABASE_URL is not set\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_migrate_makes_one_and_then_doctor_is_fine(tmp_path: Path) -> None:
    assert relais("migrate", cwd=tmp_path).returncode == 0

    ended = relais("doctor", cwd=tmp_path)

    assert (ended.returncode, ended.stderr) == (0, "")
    assert "broken" not in ended.stdout
