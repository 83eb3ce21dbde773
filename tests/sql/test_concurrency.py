"""Twenty real connections at once: one session per person, one answer for everybody, no error."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Iterator
from contextlib import AsyncExitStack
from itertools import cycle
from typing import Any

import pytest

from services.database.asyncpg import AsyncpgDatabase
from tests.rows import Rows
from tests.sql.demo import BUREAU, CHAMPIGNY, JEAN, MARIA

CALLERS = 20
ROUNDS = 50
PATIENCE = 10.0

STALE = "update conversation_sessions set last_message_at = now() - interval '30 hours' where status = 'active'"
NONE = "delete from conversation_sessions"
FRESH = "select 1"

GET = "select get_or_create_session($1)"


@pytest.fixture
async def crowd(dsn: str) -> AsyncGenerator[list[Rows]]:
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(Rows(dsn)) for _ in range(CALLERS)]


async def test_fifty_rounds_of_twenty_callers_get_one_session_each(crowd: list[Rows], rows: Rows) -> None:
    for _, before in zip(range(ROUNDS), cycle([NONE, STALE, FRESH]), strict=False):
        await rows.run(before)
        ids = set(await asyncio.gather(*(caller.value(GET, JEAN) for caller in crowd)))
        assert ids == set(await rows.column("select id from conversation_sessions where status = 'active'"))
        assert len(ids) == 1


async def test_relais_own_pool_gets_one_session(database: AsyncpgDatabase, rows: Rows) -> None:
    calls = (database.value("get_or_create_session", p_subcontractor_id=JEAN) for _ in range(CALLERS))
    ids = await asyncio.gather(*calls)
    assert set(ids) == set(await rows.column("select id from conversation_sessions"))


async def test_people_do_not_share_a_session(crowd: list[Rows]) -> None:
    people = [JEAN, MARIA] * (CALLERS // 2)
    ids = await asyncio.gather(*(caller.value(GET, who) for caller, who in zip(crowd, people, strict=True)))
    assert len(set(ids)) == 2
    assert len(set(zip(ids, people, strict=True))) == 2


def _disturbances(ends: str) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """What others do to Jean while he writes."""
    return cycle([
        (GET, (JEAN,)),
        (f"select end_session(id, '{ends}') from conversation_sessions where subcontractor_id = $1", (JEAN,)),
        (GET, (JEAN,)),
        ("select select_project($1, $2)", (JEAN, CHAMPIGNY)),
        (GET, (JEAN,)),
        ("select select_project($1, $2)", (JEAN, BUREAU)),
        (GET, (JEAN,)),
        ("select restore_project($1)", (JEAN,)),
    ])  # fmt: skip


@pytest.mark.parametrize("ends", ["user_request", "escalation"])
async def test_ending_and_choosing_at_the_same_time_leave_at_most_one_active_session(
    crowd: list[Rows], rows: Rows, ends: str
) -> None:
    for _, before in zip(range(12), cycle([NONE, STALE, FRESH]), strict=False):
        await rows.run(before)
        calls = zip(crowd, _disturbances(ends), strict=False)
        await asyncio.gather(*(caller.value(statement, *values) for caller, (statement, values) in calls))
        active = await rows.column("select id from conversation_sessions where status = 'active'")
        assert len(active) <= 1
        now = await rows.value(GET, JEAN)
        assert active in ([], [now])


async def test_a_turn_that_finishes_does_not_deadlock_with_an_operators_choice(crowd: list[Rows], rows: Rows) -> None:
    turn = await _claimed_turn(rows, {"effect": "select_project", "project_id": CHAMPIGNY})
    blocker, operator, worker = crowd[:3]
    await blocker.run("begin")
    await blocker.run("select from subcontractors where id = $1 for update", JEAN)
    chosen = asyncio.create_task(operator.value("select select_project($1, $2)", JEAN, BUREAU))
    await _until_waiting(rows, 1)
    finished = asyncio.create_task(worker.value("select finish_turn($1, $2, $3, 0, 0)", *turn))
    await _until_waiting(rows, 2)
    await blocker.run("commit")
    assert await chosen
    await finished


async def test_a_session_that_is_restored_does_not_deadlock_with_an_erasure(crowd: list[Rows], rows: Rows) -> None:
    session = await rows.value(GET, JEAN)
    await rows.run("select archive_session($1, $2)", JEAN, session)
    blocker, operator, eraser = crowd[:3]
    await blocker.run("begin")
    await blocker.run("select from subcontractors where id = $1 for update", JEAN)
    erased = asyncio.create_task(eraser.value("select erase_person($1)", JEAN))
    await _until_waiting(rows, 1)
    restored = asyncio.create_task(operator.value("select restore_session_snapshot($1)", session))
    await _until_waiting(rows, 2)
    await blocker.run("commit")
    assert await erased
    assert await restored is False


async def _claimed_turn(rows: Rows, effect: dict[str, Any]) -> tuple[str, int, dict[str, Any]]:
    said = {"channel": "cloud", "provider_message_id": "m1", "sender": "+33600000001", "kind": "text", "content": {}}
    await rows.run("select receive_events($1, 0, 0)", [said])
    claimed = await rows.value("select claim_turns('w', 1, 30, 10)")
    session = await rows.value(GET, JEAN)
    [turn] = claimed["turns"]
    inbox = [{"id": turn["messages"][0]["id"], "outcome": "answered"}]
    return JEAN, turn["fence"], {"session_id": session, "inbox": inbox, "messages": [], "effects": [effect]}


async def _until_waiting(rows: Rows, count: int) -> None:
    waiting = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    deadline = time.monotonic() + PATIENCE
    while await rows.value(waiting) < count:
        assert time.monotonic() < deadline, "nobody waits for a lock"
        await asyncio.sleep(0.01)
