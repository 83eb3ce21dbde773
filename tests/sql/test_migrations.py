"""Bringing a database up to date: once, again, two at a time, by hand, and refused when history was rewritten."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest

from errors import ConfigurationError, DatabaseUnavailableError
from services.database.asyncpg import AsyncpgDatabase
from services.database.migrate import find_migrations, load_demo, migrate, read_scripts, status
from tests.rows import Rows

SCRIPTS = read_scripts(find_migrations())
NAMES = [script.name for script in SCRIPTS]

SHAPE = """
    select 'column', table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || coalesce(column_default, '')
    from information_schema.columns where table_schema = 'public'
    union all select 'index', indexdef from pg_indexes where schemaname = 'public'
    union all select 'constraint', conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
    from pg_constraint where connamespace = 'public'::regnamespace
    union all select 'function', pg_get_functiondef(oid) || coalesce(proacl::text, '')
    from pg_proc where pronamespace = 'public'::regnamespace
    union all select 'trigger', pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
    union all select 'table', relname || relrowsecurity || coalesce(reloptions::text, '') from pg_class
    where relnamespace = 'public'::regnamespace and relkind = 'r'
    order by 1, 2
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the migrations that a test may change."""
    return shutil.copytree(find_migrations(), tmp_path / "migrations")


async def _applied(dsn: str) -> list[str]:
    async with Rows(dsn) as rows:
        return await rows.column("select name from schema_migrations order by kind desc, name")


async def _exists(dsn: str, table: str) -> bool:
    async with Rows(dsn) as rows:
        return await rows.value("select to_regclass($1) is not null", table) is True


async def _shape(dsn: str) -> list[dict[str, str]]:
    async with Rows(dsn) as rows:
        return await rows.all(SHAPE)


async def test_from_nothing_and_then_nothing_to_do(empty: AsyncpgDatabase, empty_dsn: str) -> None:
    assert [script.name for script in await migrate(empty, find_migrations())] == NAMES
    assert await _applied(empty_dsn) == NAMES
    assert await migrate(empty, find_migrations()) == []
    assert {script.state for script in await status(empty, find_migrations())} == {"applied"}


async def test_two_at_once_apply_everything_once(empty: AsyncpgDatabase, empty_dsn: str) -> None:
    done = await asyncio.gather(*(migrate(empty, find_migrations()) for _ in range(2)))
    assert sorted(len(scripts) for scripts in done) == [0, len(NAMES)]
    assert await _applied(empty_dsn) == NAMES


async def test_dry_run_changes_nothing(empty: AsyncpgDatabase, empty_dsn: str) -> None:
    assert [script.name for script in await migrate(empty, find_migrations(), dry_run=True)] == NAMES
    assert not await _exists(empty_dsn, "schema_migrations")


async def test_a_changed_migration_is_refused_and_nothing_is_applied(
    empty: AsyncpgDatabase, empty_dsn: str, folder: Path
) -> None:
    await migrate(empty, folder)
    (folder / "007_audit_log.sql").write_text("create table other (id int)", encoding="utf-8")
    (folder / "099_more.sql").write_text("create table more (id int)", encoding="utf-8")
    (folder / "functions" / "audit.sql").write_text("create table worse (id int)", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"^007_audit_log changed after being applied"):
        await migrate(empty, folder)
    assert [await _exists(empty_dsn, table) for table in ("other", "more", "worse")] == [False] * 3
    states = {script.name: script.state for script in await status(empty, folder)}
    assert {name: state for name, state in states.items() if state != "applied"} == {
        "007_audit_log": "changed",
        "099_more": "pending",
        "audit": "changed",
    }


async def test_a_changed_function_is_applied_again_and_nothing_else(empty: AsyncpgDatabase, folder: Path) -> None:
    await migrate(empty, folder)
    file = folder / "functions" / "phone_variants.sql"
    file.write_text(file.read_text(encoding="utf-8").replace("'{}'::text[]", "'{other}'::text[]"), encoding="utf-8")
    assert [script.name for script in await migrate(empty, folder)] == ["phone_variants"]
    assert await empty.value("phone_variants", p_phone="+33600000001") == ["other"]
    assert await migrate(empty, folder) == []


async def test_a_new_migration_runs_after_the_others(empty: AsyncpgDatabase, folder: Path) -> None:
    await migrate(empty, folder)
    (folder / "099_more.sql").write_text("create table more (id int)", encoding="utf-8")
    assert [script.name for script in await migrate(empty, folder)] == ["099_more"]


async def test_a_wrong_script_is_named_and_undoes_the_others(
    empty: AsyncpgDatabase, empty_dsn: str, folder: Path
) -> None:
    (folder / "099_wrong.sql").write_text("create tabel wrong (id int)", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r'^099_wrong\.sql: syntax error at or near "tabel"'):
        await migrate(empty, folder)
    assert not await _exists(empty_dsn, "schema_migrations")


async def test_without_a_server_the_error_says_so() -> None:
    away = AsyncpgDatabase("postgresql://postgres@127.0.0.1:1/away")
    with pytest.raises(DatabaseUnavailableError, match="the database cannot be reached"):
        await migrate(away, find_migrations())


@pytest.mark.parametrize("kind", ["migration", "function"])
async def test_every_file_replays_by_hand_and_leaves_the_same_database(dsn: str, kind: str) -> None:
    before = await _shape(dsn)
    async with Rows(dsn) as rows:
        everything = "select jsonb_agg(to_jsonb(r)) from {} r"
        tables = ["subcontractors", "projects", "runtime_settings", "contact_aliases", "schema_migrations"]
        data = [await rows.value(everything.format(table)) for table in tables]
        for script in SCRIPTS:
            if script.kind == kind:
                await rows.run(script.sql)
                await rows.run(script.sql)
        assert [await rows.value(everything.format(table)) for table in tables] == data
    assert await _shape(dsn) == before


async def test_a_database_pasted_by_hand_is_the_same_and_can_be_migrated(
    empty: AsyncpgDatabase, empty_dsn: str, dsn: str
) -> None:
    async with Rows(empty_dsn) as rows:
        await rows.run("set check_function_bodies = off")
        for script in SCRIPTS:
            await rows.run(script.sql)
            await rows.run(script.sql)
        await rows.run("insert into subcontractors (phone) values ('+33611111111')")
    assert [script.name for script in await migrate(empty, find_migrations())] == NAMES
    assert await _shape(empty_dsn) == await _shape(dsn)
    async with Rows(empty_dsn) as rows:
        assert await rows.value("select count(*) from subcontractors") == 1
        assert await rows.column("select check_name from check_integrity() where status <> 'ok'") == []


async def test_the_demo_company_loads_twice(empty: AsyncpgDatabase, empty_dsn: str) -> None:
    await migrate(empty, find_migrations())
    for _ in range(2):
        await load_demo(empty, find_migrations())
    async with Rows(empty_dsn) as rows:
        assert await rows.value("select count(*) from subcontractors") == 6
