"""Pacing: a limit defers, and nobody sleeps."""

from __future__ import annotations

import time

from services.database.asyncpg import AsyncpgDatabase
from services.store import LaneRules, Store
from tests.conftest import OpenHouse
from tests.fakes import graph
from tests.phones import JEAN
from tests.rows import Rows

RULES = LaneRules(rate_per_second=2, pair_burst=3)


async def _waiting(rows: Rows, people: int, parts: int = 1) -> None:
    """Let replies wait for people who have just written."""
    await rows.run(
        "insert into inbox (contact_id, channel, provider_message_id, sender, kind, content, state, outcome) "
        "select id, 'cloud', 'wamid.' || phone, phone, 'text', '{}', 'done', 'answered' "
        "from subcontractors order by phone limit $1",
        people,
    )
    await rows.run(
        "select add_replies(id, null, (select jsonb_agg(jsonb_build_object('part', n, 'recipient', phone, 'channel', "
        "'cloud', 'payload', '{}'::jsonb)) from generate_series(1, $2::int) n)) "
        "from subcontractors order by phone limit $1",
        people,
        parts,
    )


async def test_a_number_sends_no_faster_than_its_rate_whoever_asks(database: AsyncpgDatabase, rows: Rows) -> None:
    await _waiting(rows, 5)
    stores = [Store(database, RULES, worker=name) for name in ("one", "two")]
    claims = [await store.claim_replies(5) for store in stores]
    assert [len(claim.replies) for claim in claims] == [2, 0], "a burst of one second, for both together"
    assert claims[1].next_due_in is not None
    assert claims[1].next_due_in <= 0.5, "whoever rests, rests until the next token"
    assert await rows.column("select state from outbox order by id") == ["sending"] * 2 + ["pending"] * 3


async def test_a_paced_reply_is_no_attempt_and_goes_out_later(database: AsyncpgDatabase, rows: Rows) -> None:
    await _waiting(rows, 3)
    store = Store(database, RULES)
    await store.claim_replies(3)
    await rows.run("update send_buckets set refilled_at = refilled_at - interval '1 second'")
    await rows.run("update reply_lanes set due_at = now() where worker is null")
    [later] = (await store.claim_replies(3)).replies
    assert later.attempts == 1


async def test_a_pair_gets_its_burst_and_then_one_every_six_seconds(database: AsyncpgDatabase, rows: Rows) -> None:
    await _waiting(rows, 1, parts=5)
    store = Store(database, LaneRules(pair_burst=3))
    [reply] = (await store.claim_replies(1)).replies
    sent = 1
    while following := await store.reply_sent(reply, f"wamid.{sent}"):
        reply, sent = following, sent + 1
    assert sent == 3
    waits = await rows.value("select extract(epoch from due_at - now()) from reply_lanes")
    assert 5 < waits <= 6


async def test_one_person_who_is_paced_holds_up_nobody(house_of: OpenHouse) -> None:
    async with house_of(burst_quiet_ms=0, send_pair_burst=1) as house:
        for _ in range(3):
            await house.from_meta(graph.webhook([graph.text(JEAN, "merci")]))
        began = time.monotonic()
        await house.from_meta(graph.webhook([graph.text("+33600000004", "thanks")]))
        await house.until("select count(*) = 1 from outbox where recipient = '+33600000004' and state = 'sent'")
        assert time.monotonic() - began < 5
        await house.until("select count(*) = 1 from outbox where recipient = $1 and state = 'sent'", JEAN)
        await house.until("select count(*) = 2 from outbox where state = 'pending'")
