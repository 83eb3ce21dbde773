"""A leaked anonymous key reads nothing, writes nothing and calls nothing; Supabase's service role does everything."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator
from itertools import count
from typing import Any

import asyncpg
import pytest

from services.database.asyncpg import AsyncpgDatabase
from services.database.migrate import find_migrations, load_demo, migrate
from tests.postgres import TestServer
from tests.rows import Rows
from tests.sql.demo import JEAN

OUTSIDERS = ["anon", "authenticated", "nobody_at_all"]

SUPABASE = """
    alter default privileges in schema public grant all on tables to anon, authenticated, service_role;
    alter default privileges in schema public grant all on functions to anon, authenticated, service_role;
    alter default privileges in schema public grant all on sequences to anon, authenticated, service_role;
    grant usage on schema public to anon, authenticated, service_role, nobody_at_all
"""
"""What a new Supabase project grants to its roles."""

TABLES = "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm')"
FUNCTIONS = "select oid::regprocedure::text from pg_proc where pronamespace = 'public'::regnamespace"

_names = count(1)


@pytest.fixture(scope="module")
def supabase(server: TestServer) -> Generator[str]:
    """A database with Supabase's roles and grants, migrated."""
    name = f"supabase_{next(_names)}"
    server.create_database(name)
    asyncio.run(_as_supabase(server.dsn(name)))
    yield server.dsn(name)
    server.drop_database(name)
    asyncio.run(_drop_roles(server.dsn("postgres")))


async def _as_supabase(dsn: str) -> None:
    async with Rows(dsn) as rows:
        for role in OUTSIDERS:
            await rows.run(f"create role {role} nologin")
        await rows.run("create role service_role nologin bypassrls")
        await rows.run(SUPABASE)
    database = AsyncpgDatabase(dsn)
    await migrate(database, find_migrations())
    await load_demo(database, find_migrations())
    await database.close()


async def _drop_roles(dsn: str) -> None:
    async with Rows(dsn) as rows:
        for role in (*OUTSIDERS, "service_role"):
            await rows.run(f"drop role {role}")


@pytest.fixture
async def sql(supabase: str) -> AsyncGenerator[Rows]:
    async with Rows(supabase) as opened:
        await opened.run("begin")
        yield opened
        await opened.run("rollback")


async def test_row_level_security_is_on_for_every_table(sql: Rows) -> None:
    assert len(await sql.column(TABLES)) > 20
    assert await sql.column(f"{TABLES} and relkind <> 'v' and not relrowsecurity") == []
    readers = "coalesce('security_invoker=true' = any (reloptions), false)"
    assert await sql.column(f"{TABLES} and relkind = 'v' and not {readers}") == []
    assert await sql.column("select policyname from pg_policies") == []


@pytest.mark.parametrize("role", OUTSIDERS)
async def test_an_outsider_may_touch_no_table(sql: Rows, role: str) -> None:
    for privilege in ("select", "insert", "update", "delete", "truncate"):
        assert await sql.column(f"{TABLES} and has_table_privilege($1, oid, $2)", role, privilege) == []


@pytest.mark.parametrize("role", OUTSIDERS)
async def test_an_outsider_may_call_no_function(sql: Rows, role: str) -> None:
    assert await sql.column(f"{FUNCTIONS} and has_function_privilege($1, oid, 'execute')", role) == []


@pytest.mark.parametrize("role", OUTSIDERS)
async def test_rows_stay_hidden_even_from_whoever_was_granted_them(sql: Rows, role: str) -> None:
    await sql.run(f"grant all on all tables in schema public to {role}; set local role {role}")
    for table in await sql.column(TABLES):
        assert await sql.value(f"select count(*) from {table}") == 0
    assert await sql.column("update subcontractors set name = 'x' returning id") == []
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
        await sql.run("insert into companies (name) values ('x')")


@pytest.mark.parametrize("role", OUTSIDERS)
@pytest.mark.parametrize(
    "statement",
    [
        "select * from subcontractors",
        f"select get_or_create_session('{JEAN}')",
        "select * from check_integrity()",
        "select * from duplicate_active_sessions",
        "select cleanup_expired_sessions()",
        "select debug_notice('x')",
    ],
)
async def test_an_outsider_is_told_no(sql: Rows, role: str, statement: str) -> None:
    await sql.run(f"set local role {role}")
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="permission denied"):
        await sql.run(statement)


CALLS: list[tuple[str, list[Any]]] = [
    ("select get_or_create_session($1) is not null", [JEAN]),
    ("select bool_and(status = 'ok') from check_integrity()", []),
    ("select cleanup_expired_sessions() = 0", []),
    ("select receive_events('[]', 0, 0) = 0", []),
    ("select count(*) = 6 from subcontractors", []),
    ("select count(*) = 0 from sessions_created_per_hour", []),
]


@pytest.mark.parametrize(("query", "values"), CALLS)
async def test_the_service_role_may_do_everything(sql: Rows, query: str, values: list[Any]) -> None:
    await sql.run("set local role service_role; set local relais.debug = 'on'")
    assert await sql.value(query, *values) is True


async def test_a_function_applied_again_stays_closed(supabase: str, sql: Rows) -> None:
    await sql.run("rollback; delete from schema_migrations where name = 'audit'; drop function audit")
    database = AsyncpgDatabase(supabase)
    assert [script.name for script in await migrate(database, find_migrations())] == ["audit"]
    await database.close()
    await sql.run("begin")
    assert await sql.value("select has_function_privilege('anon', 'audit(uuid, text, jsonb)', 'execute')") is False
