"""A Supabase project on this machine: its roles and grants, our schema, a real PostgREST, a gateway."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Generator
from dataclasses import dataclass
from itertools import count

import jwt
import pytest

from services.database.asyncpg import AsyncpgDatabase
from services.database.binaries import find_binaries
from services.database.migrate import find_migrations, load_demo, migrate
from services.database.supabase import SupabaseDatabase
from services.interfaces import Database
from tests.door.conftest import EMPTY
from tests.postgres import TestServer
from tests.rows import Rows
from tests.supabase.gateway import Gateway
from tests.supabase.programs import SECRET, pgbouncer, postgrest

PROJECT = """
    create role anon nologin;
    create role authenticated nologin;
    create role service_role nologin bypassrls;
    create role authenticator login noinherit;
    grant anon, authenticated, service_role to authenticator;
    grant usage on schema public to anon, authenticated, service_role;
    alter default privileges in schema public grant all on tables to anon, authenticated, service_role;
    alter default privileges in schema public grant all on functions to anon, authenticated, service_role;
    alter default privileges in schema public grant all on sequences to anon, authenticated, service_role
"""
"""What Supabase has made of Postgres before anybody pastes anything."""

WRONG = """
    create function raise_state(p_state text, p_sentence text) returns int language plpgsql as $$ begin
        raise exception using errcode = p_state, message = p_sentence, detail = 'a whole row';
    end $$;
    create function break_rule() returns int language plpgsql as $$ begin
        insert into companies (id, name) select id, name from companies; return 1;
    end $$;
    create function take_long(p_seconds numeric) returns boolean language plpgsql as $$ begin
        perform pg_sleep(p_seconds); return true;
    end $$;
    create function write(p_name text) returns boolean language plpgsql as $$ begin
        insert into companies (name) values (p_name); return true;
    end $$;
    select restrict_functions(array['raise_state', 'break_rule', 'take_long', 'write'])
"""
"""Functions that go wrong in every way."""

_names = count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """One project: its database, as Postgres and as PostgREST."""

    server: TestServer
    name: str
    rest_port: int

    @property
    def dsn(self) -> str:
        return self.server.dsn(self.name)


def key(role: str, *, secret: str = SECRET, seconds: int = 3600) -> str:
    """Sign a key for `role`; a negative time is one that has run out."""
    return jwt.encode({"role": role, "exp": int(time.time()) + seconds}, secret, algorithm="HS256")


@pytest.fixture(scope="session")
def supabase_server(tmp_path_factory: pytest.TempPathFactory) -> Generator[TestServer]:
    """A server of its own, because roles belong to a server; `supabase` is the template."""
    with TestServer(find_binaries(), tmp_path_factory.mktemp("supabase")) as running:
        running.create_database("supabase")
        asyncio.run(_set_up(running.dsn("supabase")))
        yield running


async def _set_up(dsn: str) -> None:
    async with Rows(dsn) as rows:
        await rows.run(PROJECT)
    database = AsyncpgDatabase(dsn)
    await migrate(database, find_migrations())
    await load_demo(database, find_migrations())
    await database.close()
    async with Rows(dsn) as rows:
        await rows.run(WRONG)


@pytest.fixture(scope="module")
def project(supabase_server: TestServer) -> Generator[Project]:
    """A project for the tests of a module."""
    name = f"project_{next(_names)}"
    supabase_server.create_database(name, template="supabase")
    dsn = f"postgresql://authenticator@127.0.0.1:{supabase_server.port}/{name}"
    with postgrest(dsn) as port:
        yield Project(server=supabase_server, name=name, rest_port=port)
    supabase_server.drop_database(name)


@pytest.fixture
async def rows(project: Project) -> AsyncGenerator[Rows]:
    """The project's SQL editor; the demo company is there and nothing else."""
    async with Rows(project.dsn) as opened:
        await opened.run(EMPTY)
        for script in sorted((find_migrations() / "demo").glob("*.sql")):
            await opened.run(script.read_text())
        yield opened


@pytest.fixture
async def gateway(project: Project) -> AsyncGenerator[Gateway]:
    async with Gateway(project.rest_port) as opened:
        yield opened


@pytest.fixture
async def rest(gateway: Gateway) -> AsyncGenerator[SupabaseDatabase]:
    """The project as relais speaks to it with its address and service key alone."""
    opened = await SupabaseDatabase.open(gateway.url, key("service_role"))
    yield opened
    await opened.close()


@pytest.fixture
async def direct(project: Project) -> AsyncGenerator[AsyncpgDatabase]:
    opened = AsyncpgDatabase(project.dsn)
    yield opened
    await opened.close()


@pytest.fixture(params=["direct", "pooled", "rest"])
def database(request: pytest.FixtureRequest) -> Database:
    """Each way to the project's database."""
    found: Database = request.getfixturevalue(request.param)
    return found


@pytest.fixture(scope="session")
def pooler_port(supabase_server: TestServer, tmp_path_factory: pytest.TempPathFactory) -> Generator[int]:
    """PgBouncer in transaction mode, on a port that tells nothing."""
    with pgbouncer(supabase_server.port, tmp_path_factory.mktemp("pgbouncer")) as port:
        yield port


@pytest.fixture
async def pooled(project: Project, pooler_port: int) -> AsyncGenerator[AsyncpgDatabase]:
    opened = AsyncpgDatabase(f"postgresql://postgres@127.0.0.1:{pooler_port}/{project.name}")
    yield opened
    await opened.close()
