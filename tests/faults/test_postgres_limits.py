"""A database that takes nothing for a while: it is read-only, its tables are full, or its log has no room to grow."""

from __future__ import annotations

import asyncio
import resource
from collections.abc import AsyncGenerator, Generator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from errors import DatabaseUnavailableError
from services.database.asyncpg import AsyncpgDatabase
from tests.conftest import OpenHouse
from tests.door.servers import on_one_server
from tests.faults.promises import Promises
from tests.faults.scale import scaled
from tests.faults.workers import deliver, statuses, talk
from tests.lanes.people import locked, register
from tests.postgres import TestServer
from tests.rows import Rows
from tests.spool.conftest import again

pytestmark = on_one_server

PEOPLE, EACH, SECONDS = scaled(10, 60), scaled(4, 6), scaled(1.0, 30.0)
SETTINGS = {"burst_quiet_ms": 0, "lease_seconds": 1, "reconcile_seconds": scaled(4, 40), "max_attempts": 50}

GROWING = ("inbox", "lanes", "conversation_sessions", "messages", "outbox", "reply_lanes")

TERMINATE = """
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()
"""

FILLABLE = """
    create table full_tables (name text);
    create function refuse() returns trigger language plpgsql as $$
    begin
        if exists (select from full_tables where name = tg_table_name) then
            raise 'could not extend file "base/16384/%": No space left on device', tg_relid using errcode = 'disk_full';
        end if;
        return null;
    end;
    $$;
"""


@asynccontextmanager
async def read_only(rows: Rows, *, cut: bool = True) -> AsyncGenerator[None]:
    """Let every connection that is opened while the block runs be read-only; `cut` ends those before and those in it.

    `rows` itself stays and writes.
    """
    name = await rows.value("select current_database()")
    await rows.run(f'alter database "{name}" set default_transaction_read_only = on')
    await rows.all(TERMINATE)
    yield
    await rows.run(f'alter database "{name}" reset default_transaction_read_only')
    if cut:
        await rows.all(TERMINATE)


async def test_read_only_in_the_middle_of_a_turn(
    house_of: OpenHouse, dsn: str, tmp_path: Path, promises: Promises
) -> None:
    async with house_of(**SETTINGS, spool_dir=str(tmp_path)) as house, statuses(house):
        people = await register(house.rows, PEOPLE)
        webhooks = talk(people, EACH)
        async with locked(dsn, people[0]):
            await deliver(house, webhooks[:PEOPLE])
            await house.until("select count(*) > 0 from outbox where state <> 'pending'")
            async with read_only(house.rows):
                await deliver(house, webhooks[PEOPLE:])
                await asyncio.sleep(SECONDS)
                assert await house.rows.value("select count(*) = $1 from inbox", PEOPLE), "the others are in the spool"
                assert await house.rows.value("select count(*) > 0 from inbox where state = 'pending'")
        await house.until("select count(*) = $1 from inbox", len(webhooks))
        await promises.hold(house, webhooks)


async def test_read_only_without_a_spool(house_of: OpenHouse, promises: Promises) -> None:
    async with house_of(**SETTINGS) as house:
        webhooks = talk(await register(house.rows, PEOPLE), 2)
        await deliver(house, webhooks[:PEOPLE])
        await house.settled()
        async with read_only(house.rows):
            delivering = asyncio.create_task(deliver(house, webhooks[PEOPLE:]))
            assert (await house.from_meta(webhooks[-1])).status_code == 503
        await delivering
        await promises.hold(house, webhooks)


async def test_a_connection_that_was_opened_while_it_was_read_only(dsn: str, rows: Rows) -> None:
    database = AsyncpgDatabase(dsn, pool_size=1)
    try:
        async with read_only(rows, cut=False):
            with pytest.raises(DatabaseUnavailableError):
                await database.value("save_content", p_key="menu", p_provider_id="HX1")
        assert await database.value("save_content", p_key="menu", p_provider_id="HX1")
    finally:
        await database.close()


async def make_fillable(rows: Rows) -> None:
    """Let a table refuse as a full disk does while its name stands in `full_tables`: by a trigger, with its SQLSTATE.

    A disk that is really full takes a mount, which a container may not make; see `Disk` for what the kernel refuses.
    """
    await rows.run(FILLABLE)
    for table in GROWING:
        await rows.run(f"create trigger refuse before insert or update on {table} execute function refuse()")


@pytest.mark.parametrize("full", [GROWING, ("inbox",), ("outbox",)], ids=",".join)
async def test_full_tables(house_of: OpenHouse, full: Sequence[str], tmp_path: Path, promises: Promises) -> None:
    async with house_of(**SETTINGS, spool_dir=str(tmp_path)) as house, statuses(house):
        await make_fillable(house.rows)
        webhooks = talk(await register(house.rows, PEOPLE), EACH)
        await deliver(house, webhooks[:PEOPLE])
        await house.rows.run("insert into full_tables select unnest($1::text[])", full)
        await deliver(house, webhooks[PEOPLE:])
        await asyncio.sleep(SECONDS)
        assert await house.rows.value("select count(*) <= $1 from outbox", PEOPLE), "nobody else was answered"
        await house.rows.run("delete from full_tables")
        await house.until("select count(*) = $1 from inbox", len(webhooks))
        await promises.hold(house, webhooks)


async def test_a_full_table_for_longer_than_all_attempts(house_of: OpenHouse, promises: Promises) -> None:
    async with house_of(**SETTINGS | {"max_attempts": 2}) as house:
        await make_fillable(house.rows)
        webhooks = talk(await register(house.rows, 1), 1)
        await house.rows.run("insert into full_tables values ('outbox')")
        await deliver(house, webhooks)
        await asyncio.sleep(3)  # two attempts and the lease of the second, which nobody could write down
        await house.rows.run("delete from full_tables")
        await promises.hold(house, webhooks)
        assert await house.rows.column("select outcome from inbox") == ["answered"]


class Disk:
    """The disk of a server, on which the kernel lets no file grow beyond a size."""

    def __init__(self, server: TestServer, dsn: str) -> None:
        self._server = server
        self._dsn = dsn
        self._full = False

    async def shrink(self, room: int) -> None:
        """Leave room for so many more bytes of the server's log. It stops when it cannot write that: so does Postgres."""
        async with Rows(self._dsn) as rows:
            await rows.run(f'alter database "{urlsplit(self._dsn).path[1:]}" set synchronous_commit = on')
            await rows.run("select pg_switch_wal()")
            await rows.run("select pg_logical_emit_message(false, 'relais', repeat('x', 8000000))")
            used: int = await rows.value("select file_offset from pg_walfile_name_offset(pg_current_wal_insert_lsn())")
        self._full = True
        self._restart(used + room)

    def grow(self) -> None:
        """Have room again."""
        if self._full:
            self._restart(resource.RLIM_INFINITY)
            self._full = False

    @property
    def refuses(self) -> bool:
        """Whether the kernel has refused to let the log grow."""
        return "PANIC:  could not write" in (self._server._directory / "postgres" / "server.log").read_text()

    def _restart(self, largest: int) -> None:
        """A process inherits the limit, and nobody can change it from outside without a privilege."""
        self._server.stop()
        before, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, hard))
        try:
            self._server.start()
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (before, hard))


@pytest.fixture
def disk(server: TestServer, dsn: str) -> Generator[Disk]:
    """The server's disk, which has room again when the test is over."""
    found = Disk(server, dsn)
    yield found
    found.grow()


async def test_no_room_for_the_log(
    house_of: OpenHouse, dsn: str, disk: Disk, tmp_path: Path, promises: Promises
) -> None:
    await disk.shrink(room=200_000)
    settings = SETTINGS | {
        "reconcile_seconds": SECONDS + 10
    }  # longer than it takes to end a server that cannot recover
    async with house_of(**settings, spool_dir=str(tmp_path)) as house, statuses(house):
        people = await register(house.rows, PEOPLE)
        webhooks: list[dict[str, Any]] = []
        async with asyncio.timeout(30):
            while not disk.refuses:
                webhooks += talk(people, 1)
                await deliver(house, webhooks[-PEOPLE:])
        await asyncio.sleep(SECONDS)
        await asyncio.to_thread(disk.grow)
        async with again(house, dsn) as seen:
            await seen.until("select count(*) = $1 from inbox", len(webhooks))
            await promises.hold(seen, webhooks)
