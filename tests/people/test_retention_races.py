"""Forgetting strangers while they write: a message that was stored stays, and nobody waits in a circle."""

from __future__ import annotations

import asyncio
from functools import partial

import pytest

from services.store import Store
from tests.door.waiting import eventually
from tests.lanes.stores import say
from tests.people import ages
from tests.people.ages import OLD, STRANGER
from tests.rows import Rows

FORGET = "select apply_retention('strangers', 30)"
LANE = f"insert into lanes (contact_id) values ('{STRANGER}')"
STORED = "select contact_id from inbox join lanes using (contact_id) where due_at is not null"
WAITS = "select count(*) > 0 from pg_stat_activity where wait_event_type = 'Lock' and query like $1"

# What is old is judged by what a statement saw when it began; behind the gate it has begun, and goes no further.
GATE = """
    create schema gate;
    create view gate.subcontractors as
    select * from public.subcontractors where (select pg_advisory_xact_lock_shared(1)) is not null
"""
OPEN = "drop schema if exists gate cascade"
LANES = pytest.mark.parametrize("lane", [LANE, "select"], ids=["with a lane", "without a lane"])


@LANES
async def test_who_writes_while_they_are_judged_stays(store: Store, rows: Rows, dsn: str, lane: str) -> None:
    await rows.run(f"{OPEN}; {GATE}; {ages.stranger(OLD)}; {lane}")
    async with Rows(dsn) as keeper, Rows(dsn) as night:
        await keeper.run("select pg_advisory_lock(1)")
        await night.run("set search_path = gate, public")
        forgetting = asyncio.create_task(night.value(FORGET))
        await eventually(partial(rows.value, WAITS, "%apply_retention%"))
        await say(store, "stranger", "Bonjour")
        await keeper.run("select pg_advisory_unlock(1)")
        assert await forgetting == 0
    await rows.run(OPEN)
    assert await rows.column(STORED) == [STRANGER]


@LANES
async def test_who_writes_while_they_are_forgotten_is_a_new_stranger(
    store: Store, rows: Rows, dsn: str, lane: str
) -> None:
    await rows.run(f"{ages.stranger(OLD)}; {lane}")
    async with Rows(dsn) as night:
        await night.run("begin")
        assert await night.value(FORGET)
        coming = asyncio.create_task(say(store, "stranger", "Bonjour"))
        await eventually(partial(rows.value, WAITS, "%receive_events%"))
        await night.run("commit")
    await coming
    assert await rows.column("select contact_id <> $1 from inbox", STRANGER) == [True]


@LANES
async def test_who_is_writing_is_left_for_the_next_night(rows: Rows, dsn: str, lane: str) -> None:
    await rows.run(f"{ages.stranger(OLD)}; {lane}")
    async with Rows(dsn) as door:
        await door.run("begin")
        await door.run("select receive_for_contact($1, '[]', 0, 0)", STRANGER)
        assert await rows.value(FORGET) == 0
        await door.run(ages.inbox("pending", OLD, "m", contact=STRANGER))
        await door.run("commit")
    assert await rows.column("select contact_id from inbox join lanes using (contact_id)") == [STRANGER]
