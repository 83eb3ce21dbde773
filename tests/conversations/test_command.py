"""`relais test` and the pytest plugin, as processes: what they print, and how they exit."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.door.processes import PATIENCE, relais

GOOD = """
name: Jean finds his sites
turns:
  - taps: {action: view_sites}
    expect: {rows: [Champigny, Bureau, Garage]}
"""
BAD = """
name: Jean finds a fourth site
turns:
  - taps: {action: view_sites}
  - sends: {sticker: hello.webp}
  - later: 2 hours
  - taps: Bureau
    expect:
      contains: Tâches de Bureau
      replies: 2
  - says: merci
"""
CHAT = """\
bad.yaml: Jean finds a fourth site
   4  Jean: [view_sites]
      bot: Voici vos chantiers :
           • Champigny – 12 rue du Pont, Champigny-sur-Marne
           • Bureau – 3 avenue Foch, Paris
           • Garage – 45 route de Lyon, Créteil
   5  Jean: <sticker hello.webp>
   6  → 2:00:00 later
   7  Jean: [Bureau]
      bot: Tâches de Bureau :

           1. Peindre la salle de réunion – en cours, 30 %
           2. Tirer les câbles réseau – à faire, 0 %
           • 1. Peindre la salle de… – en cours, 30 %
           • 2. Tirer les câbles… – à faire, 0 %
      ✗ replies (line 7)
        expected: 2
             got: 1
      (1 more steps were not played)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a script that passes and one that fails."""
    (tmp_path / "good.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "bad.yaml").write_text(BAD, encoding="utf-8")
    return tmp_path


def test_a_failure_is_the_chat_and_exit_1(folder: Path) -> None:
    ran = relais("test", ".", cwd=folder, DATABASE_URL="postgresql://nobody@192.0.2.1/nowhere", DEFAULT_LANGUAGE="de")
    assert ran.stderr == ""
    assert ran.stdout == f"{CHAT}✓ good.yaml: Jean finds his sites\n1 passed, 1 failed\n"
    assert ran.returncode == 1


def test_a_machine_reads_json_and_exit_0(folder: Path) -> None:
    ran = relais("test", "good.yaml", "--json", cwd=folder)
    told = json.loads(ran.stdout)
    assert told["scripts"][0].pop("seconds") > 0
    assert told == {
        "failed": 0,
        "scripts": [
            {"file": "good.yaml", "name": "Jean finds his sites", "passed": True, "steps": 1, "differences": []}
        ],
    }
    assert (ran.returncode, ran.stderr) == (0, "")


def test_what_is_no_script_is_named_on_stderr_and_exit_2(folder: Path) -> None:
    (folder / "wrong.yaml").write_text("turns: []\n", encoding="utf-8")
    ran = relais("test", ".", cwd=folder)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr == "relais: wrong.yaml:1: the file: `turns` is empty\n"


def test_pytest_collects_scripts_and_shows_the_chat(folder: Path) -> None:
    scripts = folder / "conversations"
    scripts.mkdir()
    for name in ("good.yaml", "bad.yaml"):
        (folder / name).rename(scripts / name)
    (scripts / "wrong.yaml").write_text("turns: 1\n", encoding="utf-8")
    (folder / "other.yaml").write_text("a: b\n", encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--rootdir", folder, "-p", "no:cacheprovider", folder],
        cwd=scripts,
        env={"PATH": os.environ["PATH"], "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_PLUGINS": "pytest_relais"},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert CHAT in ran.stdout
    assert "wrong.yaml:1: turns: " in ran.stdout
    assert ran.stdout.splitlines()[-1].startswith("2 failed, 1 passed in ")
