"""What the image is made of: the wheel holds everything that is no Python too, and the build copies what it needs."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.rules.checkout import ROOT, SRC


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names of the files in a wheel that is built as the Dockerfile does it."""
    folder = tmp_path_factory.mktemp("wheel")
    built = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert built.returncode == 0, built.stderr
    [path] = folder.iterdir()
    return set(zipfile.ZipFile(path).namelist())


def _files(folder: Path, below: Path) -> set[str]:
    return {
        path.relative_to(below).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and ".egg-info" not in str(path)
    }


def test_the_wheel_holds_all_that_is_in_the_import_root(wheel: set[str]) -> None:
    assert _files(SRC, SRC) - wheel == set()


def test_the_wheel_holds_every_migration(wheel: set[str]) -> None:
    assert _files(ROOT / "migrations", ROOT) - wheel == set()


@pytest.mark.parametrize(
    "pattern",
    [
        r"handlers/console/templates/.+\.html", r"handlers/console/static/.+\.css", r"handlers/simulator/.+\.js",
        r"pipeline/locale/fr\.po", r"pipeline/intents/examples/fr/greeting\.txt", r"migrations/functions/claim_turn\.sql",
        r"migrations/demo/.+\.sql",
    ],
)  # fmt: skip
def test_the_wheel_holds_what_a_page_or_a_turn_reads(wheel: set[str], pattern: str) -> None:
    assert [name for name in wheel if re.fullmatch(pattern, name)]


def test_what_the_build_copies_passes_the_dockerignore() -> None:
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    names = {name for line in copied for name in line.split()}
    passed = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert names == passed
    assert all((ROOT / name).exists() for name in names)


@pytest.mark.parametrize("extra", ["supabase", "llm", "otel"])
def test_the_image_has_the_extras_of_production(extra: str) -> None:
    wanted = {"supabase": "supabase", "llm": "pydantic-ai-slim", "otel": "opentelemetry-sdk"}[extra]
    locked = (ROOT / "requirements" / "production.txt").read_text(encoding="utf-8")
    assert re.search(rf"^{wanted}(\[[\w,]+\])?==", locked, re.MULTILINE)
