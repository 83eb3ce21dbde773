"""What a provider says happened to a reply: in any order, twice, early; a reply never goes backwards."""

from __future__ import annotations

import pytest

from messages import StatusUpdate
from services.database.asyncpg import AsyncpgDatabase
from services.store import Store
from tests.conftest import OpenHouse
from tests.door.servers import on_one_server
from tests.fakes import graph
from tests.fakes.graph import HANG
from tests.house import House
from tests.lanes.people import JEANS_ID
from tests.lanes.stores import LONG, next_reply, next_turn, result, say
from tests.phones import JEAN
from tests.rows import Rows

SAID = {
    "in order": ("sent delivered read", "read"),
    "skipping": ("read", "read"),
    "read before delivered": ("read delivered", "read"),
    "delivered before sent": ("delivered sent", "delivered"),
    "failed after delivered": ("delivered failed", "delivered"),
    "failed after read": ("read failed", "read"),
    "delivered after failed": ("failed delivered", "delivered"),
    "sent after failed": ("failed sent", "failed"),
    "twice": ("delivered delivered read read delivered", "read"),
    "played": ("delivered played", "read"),
}


@pytest.mark.parametrize("at_once", [False, True], ids=["one by one", "in one webhook"])
@on_one_server
async def test_a_reply_never_goes_backwards(house: House, at_once: bool) -> None:
    for name, (said, final) in SAID.items():
        await house.from_meta(graph.webhook([graph.text(JEAN, "Bonjour")]))
        await house.settled()
        wamid = house.graph.sent[-1].id
        statuses = [graph.status(wamid, state, code=131000 if state == "failed" else None) for state in said.split()]
        for batch in [statuses] if at_once else [[status] for status in statuses]:
            assert (await house.from_meta(graph.webhook(statuses=batch))).status_code == 200

        of_it = "select state from outbox where provider_message_id = $1"
        assert await house.rows.column(of_it, wamid) == [final], name
        assert await house.rows.column("select status from messages where provider_message_id = $1", wamid) == [final]


async def test_the_reason_of_a_failure_is_kept(house: House) -> None:
    await house.from_meta(graph.webhook([graph.text(JEAN, "Bonjour")]))
    await house.settled()

    await house.from_meta(graph.webhook(statuses=[graph.status(house.graph.sent[0].id, "failed", code=131047)]))

    assert "131047" in await house.rows.value("select last_error from outbox where state = 'failed'")


async def test_a_status_may_come_before_the_send_call_returns(house_of: OpenHouse) -> None:
    async with house_of(burst_quiet_ms=0, drain_seconds=0) as house:
        house.graph.trouble(HANG)
        await house.from_meta(graph.webhook([graph.text(JEAN, "Bonjour")]))
        await house.until("select count(*) = 1 from outbox where state = 'sending'")
        while not house.graph.sent:
            await house.rows.value("select 1")
        [taken] = house.graph.sent

        early = graph.status(taken.id, "delivered", reply_id=taken.reply_id or "")
        await house.from_meta(graph.webhook(statuses=[early]))

        assert await house.rows.column("select state from outbox") == ["delivered"]


async def test_the_send_call_that_returns_late_takes_nothing_back(database: AsyncpgDatabase, rows: Rows) -> None:
    store = Store(database, LONG)
    await say(store, JEAN, "Bonjour")
    turn = await next_turn(store)
    session = await store.open_session(JEANS_ID, reply_to=None, history=1)
    await store.finish_turn(turn, result(turn, session.session_id, parts=2))
    first = await next_reply(store)

    read = StatusUpdate(channel="cloud", provider_message_id="wamid.1", state="read", reply_id=first.reply_id)
    assert await store.apply_statuses([read, read]) == 2
    second = await store.reply_sent(first, "wamid.1")

    assert await rows.column("select state from outbox order by part") == ["read", "sending"]
    assert second is not None
    assert await store.apply_statuses([read]) == 1
    assert await rows.column("select state from outbox order by part") == ["read", "sending"]


NOBODYS = ["r-13", "", "50000000-0000-4000-8000-000000000001:999", "50000000-0000-4000-8000-000000000001:9999999999999999999", "x" * 36 + ":1", "-" * 36 + ":1", "f" * 36 + ":1"]  # fmt: skip


@pytest.mark.parametrize("reply_id", NOBODYS)
@on_one_server
async def test_a_status_of_nobody_harms_no_neighbour(house: House, reply_id: str) -> None:
    await house.from_meta(graph.webhook([graph.text(JEAN, "Bonjour")]))
    await house.settled()
    ours = graph.status(house.graph.sent[0].id, "delivered")

    batch = graph.webhook(statuses=[graph.status("wamid.x", "read", reply_id=reply_id), ours])
    assert (await house.from_meta(batch)).status_code == 200

    assert await house.rows.column("select state from outbox") == ["delivered"]
