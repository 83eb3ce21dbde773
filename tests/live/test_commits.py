"""Each commit tells the live cache how its session stands."""

from __future__ import annotations

from typing import Any

import pytest

from tests.door.servers import on_one_server
from tests.door.waiting import eventually
from tests.house import House
from tests.lanes.people import JEANS_ID
from tests.live.servers import RedisServer
from tests.live.states import stored
from tests.phones import WIRES, Phone

pytestmark = on_one_server

NEWEST = "select id::text from conversation_sessions where subcontractor_id = $1 order by started_at desc limit 1"
PROJECT = "select project_id::text from project_members where subcontractor_id = $1 limit 1"


@pytest.fixture
def jean(house: House) -> Phone:
    return Phone(house=house, wire=WIRES["cloud"])


async def _agrees(house: House, redis: RedisServer, session_id: str) -> dict[str, Any]:
    """Return a session's state when Redis says the same as Postgres."""
    found: dict[str, Any] | None = None

    async def agree() -> bool:
        nonlocal found
        found = stored(redis, session_id)
        return found is not None and found == await house.rows.value("select get_session($1)", session_id)

    await eventually(agree)
    assert found is not None
    return found


async def test_a_turn_is_in_redis(jean: Phone, redis: RedisServer) -> None:
    await jean.says("Bonjour")
    first = await _agrees(jean.house, redis, await jean.house.rows.value(NEWEST, JEANS_ID))
    await jean.says("Voir mes chantiers")
    second = await _agrees(jean.house, redis, first["id"])

    assert (first["phone"], first["status"], first["turn_count"]) == (jean.number, "active", 1)
    assert (second["turn_count"], second["message_count"]) == (2, 4)
    assert second["last_message_at"] > first["last_message_at"]


async def test_a_stranger_leaves_nothing(house: House, redis: RedisServer) -> None:
    await Phone(house=house, wire=WIRES["cloud"], number="+33699999999").says("Hello")
    await Phone(house=house, wire=WIRES["cloud"]).says("Bonjour")
    await _agrees(house, redis, await house.rows.value(NEWEST, JEANS_ID))

    with redis.client() as client:
        assert len(client.keys("relais:session:*")) == 1


async def test_a_session_that_made_way_for_another_is_over(jean: Phone, redis: RedisServer) -> None:
    await jean.says("Bonjour")
    first = await jean.house.rows.value(NEWEST, JEANS_ID)
    await jean.house.rows.run("update conversation_sessions set last_message_at = now() - interval '8 hours'")
    await jean.says("Bonjour")
    second = await jean.house.rows.value(NEWEST, JEANS_ID)

    assert first != second
    assert (await _agrees(jean.house, redis, first))["status"] == "ended"
    assert (await _agrees(jean.house, redis, second))["status"] == "active"


@pytest.mark.parametrize(
    ("path", "body", "expected"),
    [
        ("sessions/{session}/end", {"reason": "operator"}, ("status", "ended")),
        ("sessions/{session}/handoff", {}, ("status", "escalated")),
        ("projects/{project}/select", {"subcontractor_id": JEANS_ID}, ("current_project_id", "{project}")),
    ],
    ids=["end", "handoff", "select"],
)
async def test_what_an_operator_does_is_in_redis(
    jean: Phone, redis: RedisServer, path: str, body: dict[str, str], expected: tuple[str, str]
) -> None:
    await jean.says("Bonjour")
    ids = {
        "session": await jean.house.rows.value(NEWEST, JEANS_ID),
        "project": await jean.house.rows.value(PROJECT, JEANS_ID),
    }
    answer = await jean.house.http.post(f"/api/v1/{path.format(**ids)}", json=body)
    assert answer.status_code == 200, answer.text

    name, value = expected
    assert (await _agrees(jean.house, redis, ids["session"]))[name] == value.format(**ids)
