"""A reply part is sent once, whatever the provider answers; what it cannot take now waits in the database."""

from __future__ import annotations

import pytest

from services.database.asyncpg import AsyncpgDatabase
from services.store import LaneRules, Store
from tests.conftest import Logged, OpenHouse
from tests.door.servers import on_one_server
from tests.fakes import graph
from tests.fakes.graph import DROP, NO_ID, NO_JSON, Trouble
from tests.house import House
from tests.lanes.people import JEANS_ID
from tests.lanes.stores import BRIEF, LONG, next_reply, next_turn, result, say
from tests.phones import JEAN
from tests.rows import Rows

MARIA = "+33600000002"
SLAB = "task_70000000-0000-4000-8000-000000000001"
"""A task whose details are a text and two files."""


async def write(house: House, who: str = JEAN) -> None:
    await house.from_meta(graph.webhook([graph.text(who, "Bonjour")]))


@on_one_server
async def test_too_many_requests_wait_in_the_database_and_hold_up_nobody_else(house_of: OpenHouse) -> None:
    async with house_of(burst_quiet_ms=0, worker_concurrency=1) as house:
        house.graph.trouble(Trouble(status=429, code=130429, retry_after=2))
        await write(house)
        await house.until("select count(*) = 1 from outbox where state = 'pending' and attempts = 1")
        pause = await house.rows.value("select extract(epoch from due_at - now())::float from reply_lanes")
        assert 1 < pause <= 2

        await write(house, MARIA)
        await house.until("select state = 'sent' from outbox where recipient = $1", MARIA)
        assert [sent.to for sent in house.graph.sent] == [MARIA], "the sender did not sleep in its one place"
        await house.settled()
        assert [sent.to for sent in house.graph.sent] == [MARIA, JEAN]


LATER = {
    "a gateway error": Trouble(status=503),
    "Meta's own error": Trouble(status=500, code=131000),
    "a limit of the pair": Trouble(status=400, code=131056),
}


@on_one_server
@pytest.mark.parametrize("trouble", LATER.values(), ids=LATER)
async def test_what_cannot_be_sent_now_is_sent_later(house: House, trouble: Trouble, logged: Logged) -> None:
    house.graph.trouble(trouble, trouble)
    await write(house)
    await house.settled()

    assert await house.rows.all("select state, attempts from outbox") == [{"state": "sent", "attempts": 3}]
    assert (len(house.graph.sent), house.graph.calls) == (1, 3)
    assert len(logged("reply.deferred")) == 2


@on_one_server
async def test_what_can_never_be_sent_now_is_given_up(house_of: OpenHouse) -> None:
    async with house_of(burst_quiet_ms=0, max_attempts=2) as house:
        house.graph.trouble(*[Trouble(status=503)] * 2)
        for _ in range(2):
            await write(house)
        await house.settled()

        assert await house.rows.column("select state from outbox order by id") == ["dead", "sent"]
        assert "503" in await house.rows.value("select last_error from outbox where state = 'dead'")


async def test_a_refusal_is_final_and_the_next_message_goes_on(house: House) -> None:
    house.graph.trouble(Trouble(status=400, code=131026))
    for _ in range(2):
        await write(house)
    await house.settled()

    assert await house.rows.all("select state, attempts from outbox order by id") == [
        {"state": "failed", "attempts": 1},
        {"state": "sent", "attempts": 1},
    ]
    assert house.graph.calls == 2
    assert "131026" in await house.rows.value("select last_error from outbox where state = 'failed'")
    assert await house.rows.column("select status from messages where direction = 'outbound' order by seq") == [
        "failed",
        "sent",
    ]


UNKNOWN = {"the line breaks": DROP, "an answer that is no JSON": NO_JSON, "an answer without an id": NO_ID}


@on_one_server
@pytest.mark.parametrize("unknown", UNKNOWN.values(), ids=UNKNOWN)
async def test_a_send_of_unknown_result_waits_for_its_status(house: House, unknown: Trouble, logged: Logged) -> None:
    house.graph.trouble(unknown)
    for _ in range(2):
        await write(house)
    await house.until("select count(*) = 1 from outbox where state = 'sending' and last_error is not null")
    await house.until("select count(*) = 2 from outbox")
    assert await house.rows.column("select state from outbox order by id") == ["sending", "pending"]
    [taken] = house.graph.sent
    assert taken.reply_id

    await house.from_meta(graph.webhook(statuses=[graph.status(taken.id, "delivered", reply_id=taken.reply_id)]))
    await house.settled()

    assert await house.rows.column("select state from outbox order by id") == ["delivered", "sent"]
    assert await house.rows.value("select provider_message_id from outbox where state = 'delivered'") == taken.id
    assert len(house.graph.sent) == 2, "the first one was not sent again"
    assert len(logged("reply.unknown")) == 1


async def test_without_a_status_it_is_sent_again_after_a_while(house_of: OpenHouse) -> None:
    async with house_of(burst_quiet_ms=0, reconcile_seconds=0.5) as house:
        house.graph.trouble(DROP)
        await write(house)
        await house.settled()

        assert [sent.reply_id for sent in house.graph.sent] == [house.graph.sent[0].reply_id] * 2
        assert await house.rows.all("select state, attempts from outbox") == [{"state": "sent", "attempts": 2}]
        again = "select sent_at - created_at >= interval '0.5 seconds' from outbox"
        assert await house.rows.value(again)


async def test_a_result_that_stays_unknown_is_given_up_in_the_end(house_of: OpenHouse) -> None:
    async with house_of(burst_quiet_ms=0, reconcile_seconds=0, max_attempts=2) as house:
        house.graph.trouble(NO_ID, NO_ID, NO_ID)
        await write(house)
        await house.settled()

        assert await house.rows.column("select state from outbox") == ["dead"]
        assert len(house.graph.sent) == 2


@on_one_server
async def test_when_one_part_is_refused_the_others_are_sent_once_and_in_order(house: House) -> None:
    await house.rows.run("update documents set url = 'ftp://nowhere' where name like 'Plan de ferraillage%'")
    await house.from_meta(graph.webhook([graph.button(JEAN, SLAB, "Dalle")]))
    await house.settled()

    assert await house.rows.column("select state from outbox order by part") == ["sent", "failed", "sent"]
    assert ["Couler la dalle" in house.graph.sent[0].body, house.graph.sent[1].kind] == [True, "media"]
    assert house.graph.calls == 3


async def test_after_a_crash_between_two_parts_the_first_is_not_sent_again(
    database: AsyncpgDatabase, rows: Rows
) -> None:
    crashed, store = Store(database, BRIEF, worker="crashed"), Store(database, LONG)
    await _reply(store, parts=3)
    first = await next_reply(crashed)
    second = await crashed.reply_sent(first, "wamid.first")
    assert second is not None

    await rows.run("update outbox set sending_since = now() - interval '601 seconds' where state = 'sending'")
    again = await next_reply(store)
    third = await store.reply_sent(again, "wamid.second")

    assert (again.id, again.resent, again.attempts) == (second.id, True, 2)
    assert third is not None
    assert await store.reply_sent(third, "wamid.third") is None
    assert await rows.column("select provider_message_id from outbox order by part") == [
        "wamid.first",
        "wamid.second",
        "wamid.third",
    ]


async def test_a_sender_that_lost_its_lane_still_says_what_was_sent_and_the_next_part_goes_on(
    database: AsyncpgDatabase, rows: Rows
) -> None:
    slow, quick = Store(database, BRIEF, worker="slow"), Store(database, LONG)
    await _reply(quick, parts=2)
    first = await next_reply(slow)
    await rows.run("select pg_sleep(0.06)")
    assert (await quick.claim_replies(1)).replies == (), "what is being sent waits for its status"

    assert await slow.reply_sent(first, "wamid.first") is None

    assert (await next_reply(quick)).id > first.id
    assert await rows.column("select state from outbox order by part") == ["sent", "sending"]


async def test_a_reply_lane_is_handed_to_one_sender_only(database: AsyncpgDatabase) -> None:
    store = Store(database, LaneRules(burst_quiet_ms=0))
    await _reply(store, parts=2)

    claims = [await store.claim_replies(5) for _ in range(3)]

    assert [len(claim.replies) for claim in claims] == [1, 0, 0]


async def _reply(store: Store, *, parts: int) -> None:
    """Let a turn answer in this many parts."""
    await say(store, JEAN, "Bonjour")
    turn = await next_turn(store)
    session = await store.open_session(JEANS_ID, reply_to=None, history=1)
    await store.finish_turn(turn, result(turn, session.session_id, parts=parts))
