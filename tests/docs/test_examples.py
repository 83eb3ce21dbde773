"""What the quick start and the pages under docs/extend/ tell their reader to write: applied to a copy of the checkout, and played there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.applying import apply
from tests.docs.pages import DOCS, blocks
from tests.rules.checkout import ROOT

PAGES = (DOCS / "quickstart.md", *sorted((DOCS / "extend").glob("*.md")))
EXAMPLES = [page for page in PAGES if any(block.title for block in blocks(page))]
LISTS = ["tests/rules/test_tables.py", "tests/pipeline/test_locale.py"]
"""Tests that a reader is told to extend."""

MEANT = "not system15 and not nl and not in_every_language"
"""One Postgres is enough; and the page about languages only begins a catalogue and examples, as it says."""


def copied(folder: Path) -> Path:
    """Return a copy of what the examples change and are played with."""
    for name in ("src", "migrations", "tests"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def done(page: Path, folder: Path) -> list[str]:
    """Do what a page says, and return the files that it names."""
    return [str(apply(block, folder).relative_to(folder)) for block in blocks(page) if block.title]


def run(folder: Path, *command: str) -> str:
    """Run a program of ours in a copy; fail with what it said."""
    ours = os.environ | {"PYTHONPATH": f"{folder / 'src'}{os.pathsep}{folder}"}
    ran = subprocess.run([sys.executable, *command], cwd=folder, env=ours, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


@pytest.mark.parametrize("page", EXAMPLES, ids=lambda page: page.stem)
def test_a_page_is_enough_by_itself(page: Path, tmp_path: Path) -> None:
    folder = copied(tmp_path)
    named = done(page, folder)
    code = sorted({name for name in named if name.endswith(".py")})
    if code:
        run(folder, "-m", "ruff", "check", "--quiet", *code)
        run(folder, "-m", "ruff", "format", "--check", "--quiet", *code)


@pytest.mark.timeout(300)
def test_what_the_pages_promise_is_so(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    named = [name for page in EXAMPLES for name in done(page, folder)]
    played = [name for name in named if name.startswith(("tests/conversations/", "tests/services/"))]
    said = run(folder, "-m", "pytest", "-q", "-rp", "-p", "no:cacheprovider", "-k", MEANT, *played, *LISTS)
    assert [name for name in played if f"PASSED {name}" not in said] == []
