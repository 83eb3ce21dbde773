"""list_sessions, get_session, list_messages: every item once, in order, page by page."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator
from typing import Any

import pytest

from errors import InvalidInputError
from services.database.asyncpg import AsyncpgDatabase
from services.store import LaneRules, Store
from tests.postgres import TestServer
from tests.rows import Rows
from tests.sql.demo import ANDREI, CHAMPIGNY, JEAN, MARIA, NOBODY, SLAB

ACTIVE = "5e550000-0000-4000-8000-000000000001"
"""Jean's."""

PHONE, VARIANT = "+525512345678", "+5215512345678"
"""Jean's."""

FILLED = f"""
    update subcontractors set phone = '{PHONE}' where id = '{JEAN}';

    insert into conversation_sessions (subcontractor_id, status, started_at, ended_at, ended_reason)
    select person, case n when 0 then 'escalated' else 'ended' end, now() - interval '10 d' + n / 3 * interval '1 h',
           now(), case n when 0 then 'escalation' else 'timeout' end
    from unnest(array['{JEAN}', '{MARIA}']::uuid[]) person, generate_series(0, 9) n;

    insert into conversation_sessions (subcontractor_id, id, current_project_id, current_task_id, phase, flow,
                                       turn_count, total_cost, summary)
    values ('{JEAN}', '{ACTIVE}', '{CHAMPIGNY}', '{SLAB}', 'incident', '{{}}', 2, 0.012345, 'Dalle coulée');

    insert into messages (subcontractor_id, session_id, direction, kind, body, language, channel, provider_message_id,
                          reply_to, intent, confidence, metadata, status)
    select subcontractor_id, id, 'outbound', 'list', 'message ' || n, 'fr', 'cloud', 'wamid.' || n, 'wamid.0',
           'list_projects', 0.5, '{{"options": []}}', 'read'
    from generate_series(1, 10) n, conversation_sessions
    where status in ('active', 'escalated');
"""
"""Three sessions start at the same moment; the messages of three conversations are stored by turns."""

SESSION = {
    "id": ACTIVE, "subcontractor_id": JEAN, "phone": PHONE, "name": "Jean", "status": "active",
    "ended_at": None, "ended_reason": None, "message_count": 10, "turn_count": 2, "current_project_id": CHAMPIGNY,
    "current_task_id": SLAB, "phase": "incident", "total_cost": 0.012345, "summary": "Dalle coulée",
    "handoff_until": None,
}  # fmt: skip

MESSAGE: dict[str, Any] = {
    "session_id": ACTIVE, "subcontractor_id": JEAN, "direction": "outbound", "kind": "list", "body": "message 1",
    "language": "fr", "channel": "cloud", "provider_message_id": "wamid.1", "reply_to": "wamid.0",
    "intent": "list_projects", "confidence": 0.5, "metadata": {"options": []}, "status": "read",
}  # fmt: skip


@pytest.fixture(scope="module")
def listed(server: TestServer) -> Generator[str]:
    """A database that nobody changes any more."""
    server.create_database("listed", template="demo")
    asyncio.run(_fill(server.dsn("listed")))
    yield server.dsn("listed")
    server.drop_database("listed")


async def _fill(dsn: str) -> None:
    async with Rows(dsn) as rows:
        await rows.run(FILLED)


@pytest.fixture
async def rows(listed: str) -> AsyncGenerator[Rows]:
    async with Rows(listed) as opened:
        yield opened


@pytest.fixture
async def store(listed: str) -> AsyncGenerator[Store]:
    database = AsyncpgDatabase(listed)
    yield Store(database, LaneRules())
    await database.close()


async def _list(store: Store, limit: int = 100, *, after: dict[str, Any] | None = None, **asked: Any) -> list[Any]:
    before, before_id = (after["started_at"], after["id"]) if after else (None, None)
    wanted: dict[str, Any] = {
        "phone": None,
        "status": None,
        "before": before,
        "before_id": before_id,
        "limit": limit,
    } | asked
    return await store.list_sessions(**wanted)


async def test_the_newest_come_first(store: Store, rows: Rows) -> None:
    found = [item["id"] for item in await _list(store)]
    assert found == await rows.column("select id from conversation_sessions order by started_at desc, id desc")
    assert len(found) == 21
    assert found[0] == ACTIVE


@pytest.mark.parametrize("limit", [1, 2, 5, 7, 21])
async def test_every_session_is_on_one_page(store: Store, limit: int) -> None:
    pages = [await _list(store, limit)]
    while pages[-1] and len(pages) <= 21:
        pages.append(await _list(store, limit, after=pages[-1][-1]))
    assert all(len(page) == limit for page in pages[:-2])
    assert [item for page in pages for item in page] == await _list(store)


@pytest.mark.parametrize(("person", "count"), [(JEAN, 11), (MARIA, 10), (ANDREI, 0)], ids=["jean", "maria", "andrei"])
async def test_the_sessions_of_one_person(store: Store, rows: Rows, person: str, count: int) -> None:
    phone = await rows.value("select phone from subcontractors where id = $1", person)
    assert [item["subcontractor_id"] for item in await _list(store, phone=phone)] == [person] * count


@pytest.mark.parametrize(("phone", "count"), [(VARIANT, 11), ("+33999999999", 0), ("", 0), ("'", 0)])
async def test_a_phone_is_any_that_leads_to_the_person(store: Store, phone: str, count: int) -> None:
    assert [item["phone"] for item in await _list(store, phone=phone)] == [PHONE] * count


@pytest.mark.parametrize(("status", "count"), [("active", 1), ("ended", 18), ("escalated", 2), ("odd", 0)])
async def test_the_sessions_of_one_status(store: Store, status: str, count: int) -> None:
    assert [item["status"] for item in await _list(store, status=status)] == [status] * count


async def test_filters_and_pages_go_together(store: Store) -> None:
    asked: dict[str, Any] = {"phone": PHONE, "status": "ended"}
    first = await _list(store, 4, **asked)
    then = await _list(store, after=first[-1], **asked)
    assert first + then == await _list(store, **asked)
    assert len(then) == 5


async def test_a_session_says_what_is_known_of_it(store: Store) -> None:
    [listed, *_] = await _list(store)
    assert listed.keys() == SESSION.keys() | {"started_at", "last_message_at", "updated_at"}
    assert {name: listed[name] for name in SESSION} == SESSION
    assert await store.get_session(ACTIVE) == listed


async def test_a_session_that_never_was_is_none(store: Store) -> None:
    assert await store.get_session(NOBODY) is None
    assert await store.list_messages(NOBODY, after=0, limit=10) == []


@pytest.mark.parametrize(
    ("before", "before_id"), [("yesterday evening", NOBODY), ("2026-01-01T00:00:00+00:00", "x")], ids=["time", "id"]
)
async def test_a_malformed_place_is_refused(store: Store, before: str, before_id: str) -> None:
    with pytest.raises(InvalidInputError):
        await _list(store, before=before, before_id=before_id)


@pytest.mark.parametrize("limit", [1, 3, 10, 100])
async def test_every_message_is_on_one_page_the_oldest_first(store: Store, limit: int) -> None:
    pages = [await store.list_messages(ACTIVE, after=0, limit=limit)]
    while pages[-1] and len(pages) <= 10:
        pages.append(await store.list_messages(ACTIVE, after=pages[-1][-1]["seq"], limit=limit))
    assert [item["body"] for page in pages for item in page] == [f"message {n}" for n in range(1, 11)]
    assert {len(page) for page in pages[:-2]} <= {limit}


async def test_a_message_is_whole(store: Store) -> None:
    [found, *_] = await store.list_messages(ACTIVE, after=0, limit=10)
    assert found.keys() == MESSAGE.keys() | {"id", "seq", "created_at"}
    assert {name: found[name] for name in MESSAGE} == MESSAGE
