"""`relais migrate` as an operator runs it: a process with DATABASE_URL, its exit code and what it prints."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from services.database.migrate import find_migrations, read_scripts
from tests.postgres import TestServer
from tests.rows import Rows

NAMES = [script.name for script in read_scripts(find_migrations())]
RELAIS = Path(sys.executable).with_name("relais")

Relais = Callable[..., "subprocess.Popen[str]"]

# What the scripts do on every Postgres is shown in test_migrations; a process per line of output is slow.
pytestmark = pytest.mark.parametrize("server", ["embedded"], indirect=True, scope="session")


@pytest.fixture
def relais(tmp_path: Path) -> Relais:
    """Start the console script in a folder without settings."""

    def start(dsn: str, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [RELAIS, "migrate", *arguments],
            env={"DATABASE_URL": dsn, "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return start


def _end(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


def _lines(state: str) -> list[list[str]]:
    return [[*state.split(), "migration" if name[0].isdigit() else "function", name] for name in NAMES]


async def test_the_life_of_a_database(relais: Relais, empty_dsn: str) -> None:
    for arguments, code, state in [
        (["--dry-run"], 0, "would be applied"),
        (["--status"], 1, "pending"),
        ([], 0, "applied"),
        (["--status"], 0, "applied"),
    ]:
        ended, out, err = _end(relais(empty_dsn, *arguments))
        assert (ended, err) == (code, "")
        assert [line.split() for line in out.splitlines()] == _lines(state)
    assert _end(relais(empty_dsn)) == (0, "Nothing to apply: the database is up to date.\n", "")


async def test_two_deploys_at_once(relais: Relais, empty_dsn: str) -> None:
    processes = [relais(empty_dsn, "--json") for _ in range(2)]
    ends = [_end(process) for process in processes]
    assert [(code, err) for code, _, err in ends] == [(0, "")] * 2
    applied: list[dict[str, Any]] = [item for _, out, _ in ends for item in json.loads(out)]
    assert [item["name"] for item in applied] == NAMES
    assert {item["state"] for item in applied} == {"applied"}


async def test_history_that_was_rewritten(relais: Relais, dsn: str) -> None:
    async with Rows(dsn) as rows:
        await rows.run("update schema_migrations set checksum = 'x' where name in ('003_inbox', 'audit')")
        before = await rows.all("select * from schema_migrations order by name")
        code, out, err = _end(relais(dsn))
        assert (code, out) == (2, "")
        assert err == "relais: 003_inbox changed after being applied: restore the file and write a new migration\n"
        assert await rows.all("select * from schema_migrations order by name") == before

    code, out, err = _end(relais(dsn, "--status", "--json"))
    assert (code, err) == (1, "")
    states = {item["name"]: item["state"] for item in json.loads(out)}
    assert {name for name, state in states.items() if state == "changed"} == {"003_inbox", "audit"}


@pytest.mark.parametrize(
    ("dsn_of", "sentence"),
    [
        (lambda _server: "postgresql://postgres:secret@127.0.0.1:1/away", "the database cannot be reached"),
        (lambda server: server.tcp_dsn("not_there"), 'database "not_there" does not exist'),
    ],
    ids=["no-server", "no-database"],
)
def test_no_database_there(
    relais: Relais, server: TestServer, dsn_of: Callable[[TestServer], str], sentence: str
) -> None:
    code, out, err = _end(relais(dsn_of(server)))
    assert (code, out) == (2, "")
    assert err.startswith("relais: ")
    assert sentence in err
    assert err.count("\n") == 1
    assert "secret" not in err
