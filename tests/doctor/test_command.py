"""`relais doctor` as an operator runs it: a process, its exit code, what it prints, and where."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path

import pytest

from tests.rows import Rows
from tests.sql.damage import DAMAGE, make_healthy

pytestmark = pytest.mark.parametrize("server", ["embedded"], indirect=True, scope="session")

Relais = Callable[..., Coroutine[None, None, tuple[int, str, str]]]


@pytest.fixture
def relais(tmp_path: Path) -> Relais:
    """Run `relais doctor` in a folder without settings."""

    async def run(dsn: str, *arguments: str) -> tuple[int, str, str]:
        process = await asyncio.create_subprocess_exec(
            str(Path(sys.executable).with_name("relais")),
            "doctor",
            *arguments,
            env={"DATABASE_URL": dsn, "PATH": "/usr/bin:/bin", "DATA_DIR": "kept", "COLUMNS": "200"},
            cwd=tmp_path,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await process.communicate()
        return process.returncode or 0, out.decode(), err.decode()

    return run


async def test_found_mended_and_undone(relais: Relais, dsn: str, rows: Rows, tmp_path: Path) -> None:
    await make_healthy(rows)
    assert (await relais(dsn))[::2] == (0, "")
    await rows.run(DAMAGE["two-active-sessions"].done)
    before = await rows.column("select s::text from conversation_sessions s order by 1")

    code, out, err = await relais(dsn)
    assert (code, err) == (1, "")
    assert re.search(r"\Abroken +duplicate_active_sessions +2  active sessions beside another", out)
    assert re.search(r"^broken +missing_indexes +1  .*: idx_unique_active_session_per_user$", out, re.MULTILINE)
    assert re.search(r"^ok +migrations +all applied$", out, re.MULTILINE)
    assert re.search(r"^ok +orphaned_messages +no messages whose session is gone$", out, re.MULTILINE)
    assert [line.split()[0] for line in out.splitlines()] == ["broken"] * 2 + ["ok"] * (len(out.splitlines()) - 2)

    code, out, err = await relais(dsn, "--fix")
    assert code == 0
    assert out.endswith("mended duplicate_active_sessions: 2\nmended missing_indexes: 1\n")
    [file] = (tmp_path / "kept" / "backups").iterdir()
    assert (
        err
        == f"What was changed is kept in kept/backups/{file.name}\nrelais doctor --undo kept/backups/{file.name} undoes it\n"
    )

    code, out, _ = await relais(dsn, "--undo", f"kept/backups/{file.name}")
    assert (code, out) == (0, "2 rows are as they were before the repair.\n")
    assert await rows.column("select s::text from conversation_sessions s order by 1") == before
    assert (await relais(dsn))[0] == 1


async def test_what_cannot_be_looked_at_is_exit_2(relais: Relais, dsn: str) -> None:
    code, out, err = await relais("postgresql://postgres@127.0.0.1:1/away")
    assert code == 2
    assert re.search(r"^broken +database +1  the database cannot be reached", out, re.MULTILINE)
    assert re.search(r"^ok +settings ", out, re.MULTILINE), "the rest was looked at"
    assert err.startswith("relais: the database is not available: the database cannot be reached")
    code, out, err = await relais(dsn, "--undo", "nothing.json")
    assert (code, out, err) == (2, "", "relais: nothing.json: No such file or directory\n")


async def test_a_database_without_tables_is_told_to_migrate(relais: Relais, empty_dsn: str) -> None:
    code, out, err = await relais(empty_dsn)
    assert (code, err) == (1, "")
    assert re.search(
        r"^broken +migrations +[0-9]+  000_schema_migrations pending, .*: relais migrate$", out, re.MULTILINE
    )
    code, out, err = await relais(empty_dsn, "--fix")
    assert (code, out) == (2, "")
    assert "run relais migrate first" in err
