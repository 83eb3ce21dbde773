"""One file for the SQL editor does what `relais migrate` does, and the two never fight, nor with Supabase's own."""

from __future__ import annotations

import shutil
from collections.abc import AsyncGenerator
from pathlib import Path

import asyncpg
import pytest

from services.database.asyncpg import AsyncpgDatabase
from services.database.migrate import find_migrations, migrate, read_scripts, status
from services.database.paste import paste
from tests.door.processes import relais
from tests.rows import Rows
from tests.rules.checkout import ROOT
from tests.sql.test_migrations import SHAPE

SCRIPTS = read_scripts(find_migrations())

APPLIED = "select name, kind, checksum, applied_at from schema_migrations order by name"

SUPABASE_HISTORY = """
    create schema supabase_migrations;
    create table supabase_migrations.schema_migrations (version text primary key, statements text[], name text);
    insert into supabase_migrations.schema_migrations values ('20250101000000', '{select 1}', 'begin')
"""
"""What Supabase's own command line keeps, under the name that ours has in the schema public."""


@pytest.fixture
async def editor(empty_dsn: str) -> AsyncGenerator[Rows]:
    """The SQL editor of a new database."""
    async with Rows(empty_dsn) as opened:
        yield opened


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """The migrations of an earlier release: one fewer, a function that was different, one that is gone by now."""
    folder = shutil.copytree(find_migrations(), tmp_path / "migrations")
    last = max(folder.glob("[0-9][0-9][0-9]_*.sql"))
    last.unlink()
    changed = folder / "functions" / "phone_variants.sql"
    changed.write_text(changed.read_text().replace("'{}'::text[]", "'{other}'::text[]"))
    audit = (folder / "functions" / "audit.sql").read_text()
    (folder / "functions" / "former.sql").write_text(audit.replace("function audit(", "function former("))
    return folder


async def _pending(database: AsyncpgDatabase) -> list[str]:
    return [script.name for script in await status(database, find_migrations()) if script.state != "applied"]


async def _shape(dsn: str) -> list[dict[str, str]]:
    async with Rows(dsn) as rows:
        return await rows.all(SHAPE)


async def test_pasted_twice_it_is_a_migrated_database(
    editor: Rows, empty: AsyncpgDatabase, empty_dsn: str, dsn: str
) -> None:
    await editor.run(paste(find_migrations()))
    applied = await editor.all(APPLIED)
    assert [row["name"] for row in applied] == sorted(script.name for script in SCRIPTS)
    assert await _shape(empty_dsn) == await _shape(dsn)

    await editor.run(paste(find_migrations()))
    assert await editor.all(APPLIED) == applied, "nothing was applied again"
    assert await _pending(empty) == []
    assert await migrate(empty, find_migrations()) == []
    assert await editor.column("select check_name from check_integrity() where status <> 'ok'") == []


async def test_an_older_database_is_brought_up_to_date(editor: Rows, empty: AsyncpgDatabase, older: Path) -> None:
    await migrate(empty, older)
    await editor.run("insert into subcontractors (phone) values ('+33611111111')")
    assert len(await _pending(empty)) == 2
    await editor.run(paste(find_migrations()))
    assert await _pending(empty) == []
    assert await editor.value("select phone_variants('+33600000001')") != ["other"]
    assert await editor.value("select count(*) from schema_migrations where name = 'former'") == 0
    assert await editor.column("select phone from subcontractors") == ["+33611111111"]


async def test_history_that_was_rewritten_is_refused_as_a_whole(editor: Rows, empty: AsyncpgDatabase) -> None:
    await migrate(empty, find_migrations())
    await editor.run("update schema_migrations set checksum = 'x' where name in ('003_inbox', 'audit')")
    with pytest.raises(asyncpg.RaiseError, match="003_inbox changed after being applied"):
        await editor.run(paste(find_migrations()))
    await editor.run("rollback")
    assert set(await _pending(empty)) == {"003_inbox", "audit"}


@pytest.mark.parametrize("by_hand", [False, True], ids=["migrated", "applied by Supabase's command line"])
async def test_supabases_own_history_is_another(
    editor: Rows, empty: AsyncpgDatabase, empty_dsn: str, dsn: str, by_hand: bool
) -> None:
    await editor.run(SUPABASE_HISTORY)
    if by_hand:
        for script in SCRIPTS:
            await editor.run(f"set check_function_bodies = off; {script.sql}")
            await editor.run(
                "insert into supabase_migrations.schema_migrations values ($1, array[$2::text], $1)",
                script.name,
                script.sql,
            )
    history = await editor.all("select * from supabase_migrations.schema_migrations order by version")
    assert [script.name for script in await migrate(empty, find_migrations())] == [script.name for script in SCRIPTS]
    await editor.run(paste(find_migrations()))
    assert await _pending(empty) == []
    assert await _shape(empty_dsn) == await _shape(dsn)
    assert await editor.all("select * from supabase_migrations.schema_migrations order by version") == history


def test_no_script_ends_its_quote() -> None:
    assert [script.name for script in SCRIPTS if "$relais$" in script.sql] == []


def test_the_command_prints_it_without_any_setting(tmp_path: Path) -> None:
    done = relais("sql", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == paste(find_migrations())
    assert "relais sql > dist/relais.sql" in (ROOT / "Makefile").read_text()
