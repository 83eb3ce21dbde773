"""A lane is held under a lease and a fence: who lost it writes nothing, who works on keeps it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from errors import LeaseLostError
from services.database.asyncpg import AsyncpgDatabase
from services.store import Store, Turn
from tests.conftest import Logged, OpenHouse
from tests.fakes import graph
from tests.lanes.people import JEANS_ID, damage, locked
from tests.lanes.stores import BRIEF, LONG, next_turn, result, say
from tests.phones import JEAN
from tests.rows import Rows

CHAMPIGNY = "90000000-0000-4000-8000-000000000001"
EFFECTS = [{"effect": "select_project", "project_id": CHAMPIGNY}, {"effect": "set_language", "language": "pl"}]


@pytest.fixture
def slow(database: AsyncpgDatabase) -> Store:
    return Store(database, BRIEF, worker="slow")


@pytest.fixture
def quick(database: AsyncpgDatabase) -> Store:
    return Store(database, LONG, worker="quick")


async def _finish(store: Store, turn: Turn) -> None:
    session = await store.open_session(JEANS_ID, reply_to=None, history=1)
    await store.finish_turn(turn, result(turn, session.session_id, effects=EFFECTS))


async def _fail(store: Store, turn: Turn) -> None:
    await store.fail_turn(turn, error="too late", retry_seconds=0, apology=[])


async def _release(store: Store, turn: Turn) -> None:
    await store.release_turn(turn)


VERBS = {"finish": _finish, "fail": _fail, "release": _release}


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
async def test_who_lost_the_lane_writes_nothing(
    slow: Store, quick: Store, rows: Rows, verb: Callable[[Store, Turn], Awaitable[None]]
) -> None:
    await say(slow, JEAN, "Bonjour")
    lost = await next_turn(slow)
    held = await next_turn(quick)
    before = await _written(rows)

    with pytest.raises(LeaseLostError):
        await verb(slow, lost)

    assert (held.contact_id, held.fence) == (lost.contact_id, lost.fence + 1)
    assert await _written(rows) == before
    await _finish(quick, held)
    with pytest.raises(LeaseLostError):
        await verb(quick, held)
    assert await rows.column("select outcome from inbox") == ["answered"]
    assert await rows.column("select turn_count from conversation_sessions") == [1]
    assert await rows.value("select language from subcontractors where phone = $1", JEAN) == "pl"
    assert await rows.value("select count(*) from outbox") == 1
    assert await damage(rows) == []


async def _written(rows: Rows) -> dict[str, Any]:
    """Return all that a turn may write; a session that is opened twice is the same session."""
    tables = ("messages", "inbox", "outbox", "lanes", "audit_log", "subcontractors")
    return {table: await rows.all(f"select * from {table} order by 1, 2") for table in tables}


async def test_a_lane_is_handed_to_one_worker_only(quick: Store) -> None:
    await say(quick, JEAN, "Bonjour")

    claims = await asyncio.gather(*(quick.claim_turns(5) for _ in range(20)))

    assert sum(len(claim.turns) for claim in claims) == 1


async def test_a_lane_that_was_skipped_is_due_at_once(quick: Store, dsn: str) -> None:
    await say(quick, JEAN, "Bonjour")

    async with Rows(dsn) as other:
        await other.run("begin")
        await other.run("select from lanes for update")
        claim = await quick.claim_turns(5)

    assert claim.turns == ()
    assert claim.next_due_in is not None
    assert claim.next_due_in <= 0, "or the worker rests for seconds because somebody was writing a copy down"


async def test_a_renewed_lease_keeps_the_lane(slow: Store, quick: Store, database: AsyncpgDatabase, rows: Rows) -> None:
    await say(slow, JEAN, "Bonjour")
    turn = await next_turn(slow)

    assert await Store(database, LONG, worker="slow").renew_leases([turn]) == 1

    assert await rows.value("select due_at > now() + interval '20 seconds' from lanes where worker = 'slow'")
    await rows.run("select pg_sleep(0.06)")
    assert (await quick.claim_turns(1)).turns == ()
    await _finish(slow, turn)
    assert await slow.renew_leases([turn]) == 0, "there is nothing to renew any more"


async def test_a_lost_lease_is_not_renewed(slow: Store, quick: Store) -> None:
    await say(slow, JEAN, "Bonjour")
    lost = await next_turn(slow)
    await next_turn(quick)

    assert await slow.renew_leases([lost]) == 0


async def test_a_turn_that_takes_longer_than_its_lease_keeps_it(house_of: OpenHouse, dsn: str, logged: Logged) -> None:
    async with house_of(burst_quiet_ms=0, lease_seconds=0.4) as house, house_of(lease_seconds=0.4):
        async with locked(dsn, JEAN):
            await house.from_meta(graph.webhook([graph.text(JEAN, "Bonjour")]))
            await house.until("select count(*) = 1 from lanes where worker is not null")
            lease = await house.rows.value("select due_at from lanes")
            await house.until("select clock_timestamp() > $1::timestamptz + interval '1 second'", lease)
            assert await house.rows.value("select fence from lanes") == 1
        await house.settled()

        assert await house.rows.column("select attempts from inbox") == [1]
        assert len(logged("message.handled")) == 1
        assert not logged("lease.lost")


async def test_a_worker_whose_lane_was_taken_meanwhile_says_so_and_goes_on(
    house_of: OpenHouse, dsn: str, logged: Logged
) -> None:
    async with house_of(burst_quiet_ms=0) as house:
        async with locked(dsn, JEAN):
            await house.from_meta(graph.webhook([graph.text(JEAN, "Bonjour")]))
            await house.until("select count(*) = 1 from lanes where worker is not null")
            await house.rows.run("update lanes set fence = fence + 1, due_at = clock_timestamp()")
            await house.rows.run("select wake('turns', 'operator')")
        await house.settled()

        assert len(logged("lease.lost")) == 1
        assert await house.rows.column("select outcome from inbox") == ["answered"]
        assert len(house.graph.sent) == 1
        assert await damage(house.rows) == []


async def test_a_shutdown_gives_an_unfinished_turn_back(house_of: OpenHouse, dsn: str, rows: Rows) -> None:
    async with locked(dsn, JEAN), house_of(burst_quiet_ms=0, drain_seconds=0) as house:
        await house.from_meta(graph.webhook([graph.text(JEAN, "Bonjour")]))
        await house.until("select count(*) = 1 from lanes where worker is not null")

    assert await rows.all("select worker, attempts, due_at <= now() as due from lanes") == [
        {"worker": None, "attempts": 0, "due": True}
    ]
    async with house_of(burst_quiet_ms=0) as house:
        await house.settled()
        assert await rows.all("select outcome, attempts from inbox") == [{"outcome": "answered", "attempts": 1}]
