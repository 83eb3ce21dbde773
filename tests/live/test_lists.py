"""GET /api/v1/sessions: Postgres, what is newer in Redis, and Redis alone while Postgres is away."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import pytest

from services.database.asyncpg import AsyncpgDatabase
from services.live.cache import LiveCache
from services.live_sessions import LiveSessions
from services.store import LaneRules, Store
from tests.door.servers import on_one_server
from tests.house import House
from tests.lanes.people import JEANS_ID
from tests.live.conftest import written
from tests.live.servers import RedisServer
from tests.live.states import store
from tests.phones import WIRES, Phone
from tests.postgres import TestServer
from tests.rows import Rows

pytestmark = on_one_server

SESSIONS = """
    with people as (
        select id, row_number() over (order by phone) as n from subcontractors order by phone limit 3
    )
    insert into conversation_sessions (subcontractor_id, status, started_at)
    select p.id, case when k = 1 then 'active' when k % 3 = 0 then 'escalated' else 'ended' end,
           date_trunc('hour', now()) - k / 2 * interval '1.000001 second'
    from people p, generate_series(1, 10) k
"""
"""Thirty sessions of three people, several of which started in the same microsecond."""

FILTERS: dict[str, dict[str, str]] = {
    "all": {},
    "one phone": {"phone": "+33600000001"},
    "one status": {"status": "escalated"},
    "active": {"status": "active"},
    "both": {"phone": "+33600000001", "status": "ended"},
    "a phone of nobody": {"phone": "+33699999999"},
}


async def _page(house: House, **asked: Any) -> dict[str, Any]:
    answer = await house.http.get("/api/v1/sessions", params=asked)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def _walk(listed: Callable[..., Awaitable[list[dict[str, Any]]]], asked: Mapping[str, str]) -> list[Any]:
    """Return every item of every page."""
    items: list[dict[str, Any]] = []
    last: dict[str, Any] = {"started_at": None, "id": None}
    while page := await listed(
        **{"phone": None, "status": None, **asked}, before=last["started_at"], before_id=last["id"], limit=4
    ):
        items += page
        last = page[-1]
    return items


async def test_redis_lists_what_postgres_lists(database: AsyncpgDatabase, rows: Rows, cache: LiveCache) -> None:
    store = Store(database, LaneRules())
    await rows.run(SESSIONS)
    for session_id in await rows.column("select id from conversation_sessions order by random()"):
        await LiveSessions(store, cache).refresh(session_id)
    await written(cache)

    known = {name: await _walk(store.list_sessions, asked) for name, asked in FILTERS.items()}
    assert [len(items) for items in known.values()] == [30, 10, 9, 3, 6, 0]
    assert {name: await _walk(cache.list_sessions, asked) for name, asked in FILTERS.items()} == known


async def test_the_list_comes_from_redis_while_postgres_is_away(house: House, server: TestServer) -> None:
    for who in ("+33600000001", "+33600000002"):
        await Phone(house=house, wire=WIRES["cloud"], number=who).says("Bonjour")
    await written(house.parts.live.cache)
    known = await _page(house)
    with server.away():
        page = await _page(house, limit=1)
        rest = await _page(house, limit=1, cursor=page["next_cursor"])
    again = await _page(house)

    assert [page["source"] for page in (known, page, rest, again)] == ["postgres", "redis", "redis", "postgres"]
    assert page["items"] + rest["items"] == known["items"] == again["items"]
    assert (len(known["items"]), rest["next_cursor"]) == (2, None)


async def test_without_postgres_and_redis_there_is_no_list(
    house: House, server: TestServer, redis: RedisServer
) -> None:
    with server.away(), redis.away():
        answer = await house.http.get("/api/v1/sessions")

    assert answer.status_code == 503


@pytest.mark.parametrize(("seconds", "shown"), [(1, 99), (0, 1), (-1, 1)], ids=["newer", "as old", "older"])
async def test_the_newer_state_is_shown(house: House, redis: RedisServer, seconds: int, shown: int) -> None:
    await Phone(house=house, wire=WIRES["cloud"]).says("Bonjour")
    await house.until("select count(*) = 1 from conversation_sessions where turn_count = 1")
    [live] = (await _page(house))["items"]
    changed = "select to_jsonb(updated_at + make_interval(secs => $1)) from conversation_sessions"
    live |= {"turn_count": 99, "updated_at": await house.rows.value(changed, seconds)}
    store(redis, live)

    page = await _page(house)
    assert page["source"] == "postgres"
    assert [(item["id"], item["turn_count"]) for item in page["items"]] == [(live["id"], shown)]


async def test_nothing_is_missing_after_a_flush(house: House, redis: RedisServer) -> None:
    jean = Phone(house=house, wire=WIRES["cloud"])
    await jean.says("Bonjour")
    with redis.client() as client:
        client.flushall()
    page = await _page(house, phone=jean.number)

    assert page["source"] == "postgres"
    assert [item["subcontractor_id"] for item in page["items"]] == [JEANS_ID]
    assert page["items"][0]["turn_count"] == 1
