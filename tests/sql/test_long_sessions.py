"""A hundred thousand messages in one session cost a turn and a reader no more than a thousand do.

Compared are the pages that a call touches: they depend neither on the machine nor on who else uses it.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Generator

import pytest

from tests.postgres import TestServer
from tests.rows import Rows
from tests.sql.demo import ANDREI, JEAN

LENGTHS = {JEAN: 1_000, ANDREI: 100_000}
SLOW_TO_FILL = ["idx_messages_words", "idx_messages_recent", "idx_messages_id"]

FILLED = f"""
    set session_replication_role = replica;
    drop index {", ".join(SLOW_TO_FILL)};

    insert into conversation_sessions (subcontractor_id, message_count)
    values ('{JEAN}', {LENGTHS[JEAN]}), ('{ANDREI}', {LENGTHS[ANDREI]});

    insert into messages (subcontractor_id, session_id, direction, body, provider_message_id, metadata, created_at)
    select s.subcontractor_id, s.id, 'inbound', 'le coffrage ' || n || ' du mur, zone a' || n % 200, 'wamid.' || n,
           '{{"options": [["a", "b"]]}}', now() - interval '1 h' + n * interval '1 ms'
    from conversation_sessions s, generate_series(1, s.message_count) n;
"""

TURN = """
    create function pg_temp.say(p_person uuid, p_session uuid) returns int language plpgsql as $$
    begin
        insert into messages (subcontractor_id, session_id, direction, body)
        select p_person, p_session, direction, 'du béton' from unnest(array['inbound', 'outbound']) direction;
        return message_count from conversation_sessions where subcontractor_id = p_person and id = p_session;
    end;
    $$;

    create function pg_temp.take_back(p_person uuid, p_session uuid) returns int language plpgsql as $$
    begin
        delete from messages where subcontractor_id = p_person and session_id = p_session
            and provider_message_id in ('wamid.7', 'wamid.900');
        return message_count from conversation_sessions where subcontractor_id = p_person and id = p_session;
    end;
    $$;
"""
"""EXPLAIN counts the pages of triggers only inside of functions."""

PLANNED = 6
"""Calls after which Postgres has decided for one plan, or against it."""

CALLS = {
    "opened": "open_session({person}, null, 20, '{{}}')",
    "answered": "open_session({person}, 'wamid.7', 20, '{{}}')",
    "said": "pg_temp.say({person}, {session})",
    "taken-back": "pg_temp.take_back({person}, {session})",
    "read-from-the-start": "list_messages({session}, 0, 50)",
    "read-on": "list_messages({session}, {middle}, 50)",
    "shown": "get_session({session})",
}


@pytest.fixture(scope="module")
def filled(server: TestServer) -> Generator[str]:
    """A session of a thousand messages, and one of a hundred thousand."""
    server.create_database("long_sessions", template="demo")
    asyncio.run(_fill(server.dsn("long_sessions")))
    yield server.dsn("long_sessions")
    server.drop_database("long_sessions")


async def _fill(dsn: str) -> None:
    async with Rows(dsn) as rows:
        dropped = await rows.column(
            "select pg_get_indexdef(indexrelid) from pg_index where indexrelid::regclass::text = any ($1)", SLOW_TO_FILL
        )
        await rows.run("; ".join([FILLED, *dropped]))
        await rows.run("vacuum analyze")


@pytest.fixture
async def sql(filled: str) -> AsyncGenerator[Rows]:
    async with Rows(filled) as opened:
        await opened.run("begin")
        await opened.run(TURN)
        yield opened
        await opened.run("rollback")


async def _given(sql: Rows, call: str, person: str) -> str:
    [session] = await sql.column("select id from conversation_sessions where subcontractor_id = $1", person)
    middle = await sql.value("select min(seq) + $2 from messages where session_id = $1", session, LENGTHS[person] // 2)
    return call.format(person=f"'{person}'", session=f"'{session}'", middle=middle)


async def _pages(sql: Rows, call: str, *, before: int = PLANNED) -> int:
    """Count what a call touches on a connection that made it several times before, as a worker's."""
    await sql.run("savepoint before")
    for _ in range(before):
        await sql.run(f"select {call}")
    await sql.run("rollback to before")
    [explained] = json.loads(await sql.value(f"explain (analyze, buffers, format json, timing off) select {call}"))
    await sql.run("rollback to before")
    return int(explained["Plan"]["Shared Hit Blocks"] + explained["Plan"]["Shared Read Blocks"])


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
async def test_a_long_session_is_no_more_work_than_a_short_one(sql: Rows, call: str) -> None:
    short, long = [await _pages(sql, await _given(sql, call, person)) for person in LENGTHS]
    assert long <= short + 3


async def test_removing_a_long_session_is_no_more_work_for_each_message(sql: Rows) -> None:
    short, long = [
        await _pages(sql, await _given(sql, "archive_session({person}, {session})", person), before=0) / messages
        for person, messages in LENGTHS.items()
    ]
    assert long <= 1.1 * short


@pytest.mark.parametrize(("query", "found"), [("coffrage", 50), ("le mur", 50), ("77777", 1), ("béton", 0)])
async def test_a_word_of_every_message_is_found_as_fast_as_a_rare_one(sql: Rows, query: str, found: int) -> None:
    call = f"search_messages('{query}', 50, null, null)"
    assert len(await sql.value(f"select {call}")) == found
    assert await _pages(sql, call) < 100


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("messages", "status = 'read'"),
        ("conversation_sessions", "message_count = 9"),
        ("conversation_sessions", "last_message_at = now(), updated_at = now(), turn_count = 7"),
        ("conversation_sessions", "phase = 'incident', total_cost = 1, summary = 'x'"),
    ],
)
async def test_what_changes_often_stands_in_no_index(sql: Rows, table: str, change: str) -> None:
    await sql.run(f"update {table} set {change} where id = (select id from {table} limit 1)")
    [counted] = await sql.all("select n_tup_upd, n_tup_hot_upd from pg_stat_xact_user_tables where relname = $1", table)
    assert counted == {"n_tup_upd": 1, "n_tup_hot_upd": 1}
