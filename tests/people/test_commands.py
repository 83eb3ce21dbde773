"""`relais export` and `relais erase`, as an operator runs them."""

from __future__ import annotations

import io
import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import cli
from tests.door.processes import PATIENCE, RELAIS, relais
from tests.door.servers import on_one_server
from tests.people.filled import ZOE, fill, found
from tests.rows import Rows
from tests.spool.files import leave, message

pytestmark = on_one_server

Run = Callable[..., tuple[object, str, str]]
"""Takes arguments and settings; returns exit code, stdout and stderr."""


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Run `relais …` here, which spares each case the start of a process; nobody sits at its terminal."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stdin", io.StringIO())

    def ran(*arguments: str, **settings: str) -> tuple[object, str, str]:
        monkeypatch.setattr(sys, "argv", ["relais", *arguments])
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        with pytest.raises(SystemExit) as ended:
            cli.main()
        told, said = capsys.readouterr()
        return ended.value.code, told, said

    return ran


@pytest.fixture
async def zoe(rows: Rows) -> Rows:
    """The rows, with one of Zoé in every table."""
    await fill(rows, ZOE)
    return rows


@pytest.mark.usefixtures("zoe")
@pytest.mark.parametrize(
    "phone", [ZOE.phone, "52 1 55 1234 5678", "whatsapp:+5215512345678", "+52 55 1234 5678", ZOE.id]
)
def test_export_prints_one_document(run: Run, dsn: str, phone: str) -> None:
    ended, told, said = run("export", phone, DATABASE_URL=dsn)
    assert (ended, said) == (0, "")
    exported = json.loads(told)
    assert exported["person_id"] == ZOE.id
    assert [row["name"] for row in exported["data"]["subcontractors"]] == [ZOE.word]


@pytest.mark.usefixtures("zoe")
def test_export_writes_a_file_for_its_owner(dsn: str, tmp_path: Path) -> None:
    file = tmp_path / "zoe.json"
    file.write_text("what was there before")
    ended = relais("export", ZOE.phone, "--output", "zoe.json", "--json", cwd=tmp_path, DATABASE_URL=dsn)
    told = json.loads(ended.stdout)
    exported = json.loads(file.read_text())
    assert (ended.returncode, told["file"]) == (0, "zoe.json")
    assert told["rows"] == {table: len(rows) for table, rows in exported["data"].items()}
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [file]


async def test_erase_says_what_went_and_then_that_nobody_is_known(zoe: Rows, dsn: str, tmp_path: Path) -> None:
    ended = relais("erase", ZOE.phone, "--yes", "--json", cwd=tmp_path, DATABASE_URL=dsn)
    assert (ended.returncode, ended.stderr) == (0, "")
    told = json.loads(ended.stdout)
    assert told["erased"]["messages"] == 1
    assert await found(zoe, *ZOE.traces) == {}
    assert await zoe.column("select subcontractor_id from audit_log") == [told["receipt"]]

    again = relais("erase", ZOE.phone, "--yes", cwd=tmp_path, DATABASE_URL=dsn)
    assert (again.returncode, again.stdout) == (1, "")
    assert "nothing is known of +5215512345678" in again.stderr


@pytest.mark.parametrize("sender", ["+525599999999", "+5215599999999"], ids=["the phone", "its variant"])
async def test_who_is_in_the_spool_alone_is_erased(dsn: str, tmp_path: Path, sender: str) -> None:
    waiting = await leave(tmp_path / "spool", [message("hello", sender), message("of Jean")])
    rejected = tmp_path / "spool" / "1-1.jsonl.rejected"
    rejected.write_text(f'{{"broken": "{sender}\n')
    arguments, settings = ("erase", "+525599999999", "--yes", "--json"), {"DATABASE_URL": dsn, "SPOOL_DIR": "spool"}

    ended = relais(*arguments, cwd=tmp_path, **settings)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert json.loads(ended.stdout) == {"receipt": None, "erased": {"spool": 2}}
    assert [file for file in (waiting, rejected) if b"5599999999" in file.read_bytes()] == []
    assert b"of Jean" in waiting.read_bytes()

    again = relais(*arguments, cwd=tmp_path, **settings)
    assert (again.returncode, again.stdout) == (1, "")
    assert "nothing is known of +525599999999" in again.stderr


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("\n", 1)], ids=["yes", "nothing"])
async def test_on_a_terminal_erase_asks(zoe: Rows, dsn: str, tmp_path: Path, answer: str, code: int) -> None:
    ended, asked = _on_a_terminal(answer, tmp_path, dsn)
    assert ended == code
    assert f"Everything about {ZOE.word} (" in asked
    assert (await found(zoe, *ZOE.traces) == {}) == (code == 0)


def _on_a_terminal(answer: str, cwd: Path, dsn: str) -> tuple[int, str]:
    """Run `relais erase`, type an answer, and return the exit code and stderr."""
    terminal, theirs = pty.openpty()
    os.write(terminal, answer.encode())
    ended = subprocess.run(
        [RELAIS, "erase", ZOE.phone],
        cwd=cwd,
        env={"PATH": os.environ["PATH"], "DATABASE_URL": dsn},
        stdin=theirs,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    os.close(theirs)
    os.close(terminal)
    return ended.returncode, ended.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("export", "hello"), 2, "hello is no phone number"),
        (("export", "0612345678"), 2, "0612345678 is no phone number"),
        (("export", "+33699999999"), 1, "nothing is known of +33699999999"),
        (("export", "+33600000001", "--output", "nowhere/file.json"), 2, "nowhere/file.json cannot be written"),
        (("erase", "hello", "--yes"), 2, "hello is no phone number"),
        (("erase", "+33699999999", "--yes"), 1, "nothing is known of +33699999999"),
        (("erase", "+33600000001"), 2, "nobody is there to confirm: say --yes"),
    ],
    ids=[
        "words",
        "a phone without its country",
        "a stranger",
        "a file that cannot be",
        "erase words",
        "erase a stranger",
        "erase without a terminal",
    ],
)
def test_what_cannot_be_done_is_said(run: Run, dsn: str, arguments: tuple[str, ...], code: int, sentence: str) -> None:
    ended, told, said = run(*arguments, DATABASE_URL=dsn)
    assert (ended, told) == (code, "")
    assert said.startswith(f"relais: {sentence}")
