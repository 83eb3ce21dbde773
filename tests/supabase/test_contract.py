"""What the store promises is the same over each way to the database: a connection, a pooler, Supabase's REST."""

from __future__ import annotations

from datetime import datetime

import pytest

from errors import LeaseLostError
from messages import StatusUpdate
from services.interfaces import Database
from services.store import Store
from tests.lanes.people import JEANS_ID
from tests.lanes.stores import BRIEF, LONG, next_reply, next_turn, result, say
from tests.phones import JEAN
from tests.rows import Rows
from tests.sql.demo import BUREAU, CHAMPIGNY, GARAGE, SLAB, VILLA


@pytest.fixture
def store(database: Database, rows: Rows) -> Store:
    """The verbs over each way, in a database where nothing has happened yet."""
    assert rows
    return Store(database, LONG)


async def _opened(store: Store) -> str:
    return (await store.open_session(JEANS_ID, reply_to=None, history=10, tools=["list_projects_tool"])).session_id


async def test_a_message_from_the_door_to_its_status(store: Store, rows: Rows) -> None:
    await say(store, JEAN, "Bonjour")
    turn = await next_turn(store)
    assert (turn.contact_id, turn.attempts) == (JEANS_ID, 1)
    assert turn.person
    assert (turn.person.phone, turn.person.active, turn.person.handed_off) == (JEAN, True, False)
    assert turn.messages[0].content == {"kind": "text", "text": "Bonjour"}

    session_id = await _opened(store)
    assert await _opened(store) == session_id
    await store.finish_turn(turn, result(turn, session_id))

    reply = await next_reply(store)
    assert (reply.contact_id, reply.recipient, reply.payload["text"]) == (JEANS_ID, JEAN, "Bonjour Jean")
    assert await store.reply_sent(reply, "wamid.out") is None
    assert (
        await store.apply_statuses([StatusUpdate(channel="cloud", provider_message_id="wamid.out", state="read")]) == 1
    )

    story = await store.get_story(turn.messages[0].provider_message_id)
    assert story
    assert story["inbox"]["outcome"] == "answered"
    assert [part["state"] for part in story["replies"]] == ["read"]
    assert await store.get_story("wamid.of.nobody") is None
    assert await rows.column("select check_name from check_integrity() where status <> 'ok'") == []


async def test_a_text_arrives_as_it_was_sent(store: Store, rows: Rows) -> None:
    text = "Ça va ? 👷 مرحبا \\u0041 \" ' \t\n $1 %s"
    await say(store, JEAN, text)
    assert (await next_turn(store)).messages[0].content["text"] == text
    assert await rows.column("select content ->> 'text' from inbox") == [text]


async def test_a_turn_that_fails_comes_again_and_is_set_aside_at_last(store: Store) -> None:
    await say(store, JEAN, "Bonjour")
    for attempt in range(LONG.max_attempts):
        turn = await next_turn(store)
        assert turn.attempts == attempt + 1
        expected = "dead" if turn.attempts == LONG.max_attempts else "retry"
        assert await store.fail_turn(turn, error="it broke", retry_seconds=0.0, apology=[]) == expected

    [dead] = await store.list_dead(0, 10)
    assert (dead["sender"], dead["reason"]) == (JEAN, "it broke")
    assert [await store.requeue_dead(dead["id"]), await store.requeue_dead(dead["id"])] == [True, False]
    assert (await next_turn(store)).attempts == 1
    assert await store.discard_dead(dead["id"]) is False


async def test_a_lease_is_renewed_given_back_or_lost(database: Database, rows: Rows) -> None:
    assert rows
    brief, store = Store(database, BRIEF, worker="brief"), Store(database, LONG, worker="long")
    await say(store, JEAN, "Bonjour")
    lost = await next_turn(brief)
    held = await next_turn(store)
    assert held.fence > lost.fence
    assert (await store.claim_turns(1)).turns == ()
    assert [await brief.renew_leases([lost]), await store.renew_leases([held])] == [0, 1]
    with pytest.raises(LeaseLostError) as caught:
        await brief.finish_turn(lost, result(lost, await _opened(brief)))
    assert caught.value.undone
    await store.release_turn(held)
    assert (await next_turn(store)).fence > held.fence


@pytest.mark.parametrize("outcome", ["deferred", "unknown", "refused"])
async def test_a_reply_that_was_not_taken(store: Store, rows: Rows, outcome: str) -> None:
    await say(store, JEAN, "Bonjour")
    turn = await next_turn(store)
    await store.finish_turn(turn, result(turn, await _opened(store), parts=2))
    reply = await next_reply(store)
    after = await store.reply_failed(reply, outcome=outcome, error="provider says no", retry_seconds=60.0)
    assert (after is not None) is (outcome == "refused")
    assert await rows.value("select last_error from outbox where id = $1", reply.id) == "provider says no"


async def test_what_a_person_may_see(store: Store) -> None:
    assert [project["name"] for project in await store.list_projects(JEANS_ID)] == ["Champigny", "Bureau", "Garage"]
    assert {project["id"] for project in await store.list_projects(JEANS_ID)} == {CHAMPIGNY, BUREAU, GARAGE}
    assert [await store.may_access_project(JEANS_ID, one) for one in (CHAMPIGNY, VILLA)] == [True, False]
    tasks = await store.list_tasks(JEANS_ID, CHAMPIGNY)
    assert tasks["allowed"] is True
    assert tasks["tasks"][0]["progress"] == 60
    assert (await store.list_tasks(JEANS_ID, VILLA))["allowed"] is False
    assert (await store.get_task_details(JEANS_ID, SLAB))["task"]["id"] == SLAB
    assert (await store.get_documents(JEANS_ID, CHAMPIGNY))["documents"]


async def test_rows_are_what_json_makes_of_them(database: Database, store: Store, rows: Rows) -> None:
    session_id = await _opened(store)
    [row] = await database.rows("get_session_by_id", p_session_id=session_id)
    assert row == await rows.value("select to_jsonb(s) from conversation_sessions s")
    assert (row["id"], row["subcontractor_id"], row["total_cost"]) == (session_id, JEANS_ID, 0)
    assert datetime.fromisoformat(row["started_at"]).tzinfo is not None
    assert await database.rows("get_session_by_id", p_session_id=JEANS_ID) == []


async def test_what_was_created_at_a_provider_is_remembered(store: Store) -> None:
    assert await store.find("menu") is None
    for provider_id in ("HX1", "HX2"):
        await store.save("menu", provider_id)
    found = await store.find("menu")
    await store.forget("menu")
    await store.forget("menu")
    assert (found in {"HX1", "HX2"}, await store.find("menu")) == (True, None)


async def test_the_database_is_healthy_and_may_be_written(store: Store, rows: Rows) -> None:
    health = await store.database_health()
    assert health["read_only"] is False
    assert health["migrations"] == await rows.value("select count(*) from schema_migrations where kind = 'migration'")
    assert await store.save_runtime_settings({"handoff_hours": "9"}) == 1
    assert await store.save_runtime_settings({"handoff_hours": "9"}) == 0
    assert await store.save_runtime_settings({"handoff_hours": "7"}) == 1
