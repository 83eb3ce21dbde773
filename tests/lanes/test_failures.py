"""A message that cannot be handled is tried again with back-off, then set aside; its lane goes on."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest

from services.database.asyncpg import AsyncpgDatabase
from services.store import LaneRules, Store
from tests.conftest import Logged, OpenHouse
from tests.fakes import graph
from tests.house import House
from tests.lanes.people import JEANS_ID, damage
from tests.lanes.stores import next_turn, result, say
from tests.phones import JEAN
from tests.rows import Rows

MARIA = "+33600000002"


def poison() -> dict[str, object]:
    """Return a webhook whose turn fails while `broken` lasts."""
    return graph.webhook([graph.button(JEAN, "view_sites_fr", "Voir mes chantiers")])


def harmless(who: str = JEAN) -> dict[str, object]:
    return graph.webhook([graph.text(who, "Bonjour")])


@asynccontextmanager
async def broken(rows: Rows) -> AsyncGenerator[None]:
    """Let every turn fail that lists projects."""
    await rows.run("alter function list_projects rename to list_projects_gone")
    yield
    await rows.run("alter function list_projects_gone rename to list_projects")


async def test_a_turn_that_failed_is_tried_again_until_it_works(house: House, logged: Logged) -> None:
    async with broken(house.rows):
        await house.from_meta(poison())
        await house.until("select attempts >= 2 from inbox")
        assert await house.rows.column("select state from inbox") == ["pending"]
    await house.settled()

    [row] = await house.rows.all("select outcome, attempts, last_error from inbox")
    assert row["outcome"] == "answered"
    assert row["attempts"] == len(logged("turn.failed")) + 1 >= 3
    assert "list_projects" in row["last_error"]
    assert len(house.graph.sent) == 1
    assert await house.rows.column("select turn_count from conversation_sessions") == [1]


async def test_what_never_works_is_set_aside_the_person_is_told_once_and_the_lane_goes_on(
    house_of: OpenHouse, logged: Logged
) -> None:
    async with house_of(burst_quiet_ms=0, max_attempts=3) as house, broken(house.rows):
        await house.from_meta(poison())
        await house.from_meta(harmless())
        await house.settled()

        dead, alive = await house.rows.all(
            "select state, outcome, attempts, last_error, finished_at from inbox order by id"
        )
        assert (dead["state"], dead["outcome"], dead["attempts"]) == ("dead", "dead", 3)
        assert "list_projects" in dead["last_error"]
        assert dead["finished_at"] is not None
        assert (alive["state"], alive["outcome"], alive["attempts"]) == ("done", "answered", 1)
        apology, answer = house.graph.sent
        assert "Désolé" in apology.body
        assert "Bonjour Jean" in answer.body
        assert [line["attempts"] for line in logged("turn.dead")] == [3]
        assert [line["outcome"] for line in logged("message.handled")] == ["dead", "answered"]
        assert await damage(house.rows) == []


async def test_a_lane_that_backs_off_holds_up_nobody_else(house_of: OpenHouse) -> None:
    async with house_of(burst_quiet_ms=0, retry_base_seconds=60) as house, broken(house.rows):
        await house.from_meta(poison())
        await house.until("select attempts = 1 from inbox")
        for who in (JEAN, MARIA):
            await house.from_meta(harmless(who))
        await house.until("select outcome = 'answered' from inbox where sender = $1", MARIA)

        pause = "select extract(epoch from due_at - now())::float from lanes where contact_id = $1"
        assert await house.rows.value(pause, JEANS_ID) == pytest.approx(60, rel=0.3)
        assert await house.rows.column("select state from inbox where sender = $1", JEAN) == ["pending"] * 2


async def test_a_message_that_kills_its_workers_is_set_aside(house_of: OpenHouse, rows: Rows) -> None:
    async with house_of(role="door") as door:
        await door.from_meta(harmless())
    await rows.run("update lanes set worker = 'killed', attempts = 3, due_at = now() - interval '1 second'")

    async with house_of(burst_quiet_ms=0, max_attempts=3) as house:
        await house.settled()
        [row] = await rows.all("select outcome, last_error from inbox")
        assert row["outcome"] == "dead"
        assert "never came to an end" in row["last_error"]
        assert len(house.graph.sent) == 1

        await house.from_meta(harmless())
        await house.settled()
        assert await rows.column("select outcome from inbox order by id") == ["dead", "answered"]


async def test_after_a_failure_a_burst_is_tried_message_by_message(database: AsyncpgDatabase) -> None:
    store = Store(database, LaneRules(burst_quiet_ms=1))
    await say(store, JEAN, *"abc")
    burst = await next_turn(store)
    await store.fail_turn(burst, error="poisoned", retry_seconds=0, apology=[])

    alone = await next_turn(store)
    session = await store.open_session(JEANS_ID, reply_to=None, history=1)
    await store.finish_turn(alone, result(alone, session.session_id))
    rest = await next_turn(store)

    said = [[message.content["text"] for message in turn.messages] for turn in (burst, alone, rest)]
    assert said == [["a", "b", "c"], ["a"], ["b", "c"]]
    assert [turn.attempts for turn in (burst, alone, rest)] == [1, 2, 1]
