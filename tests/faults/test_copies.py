"""Webhooks that come again: fifty at once, in other batches, and long after everything was said and cleared away."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import pytest

from tests.conftest import OpenHouse
from tests.door.servers import on_one_server
from tests.fakes import graph
from tests.faults.promises import Promises
from tests.faults.scale import scaled
from tests.faults.workers import deliver, talk
from tests.house import PATIENCE, House
from tests.lanes.people import register
from tests.rows import Rows

pytestmark = on_one_server

PEOPLE, EACH, COPIES, BATCHES = scaled(10, 100), 2, 50, scaled(20, 60)


async def test_fifty_copies_at_once_at_two_doors(house_of: OpenHouse, promises: Promises) -> None:
    async with house_of(burst_quiet_ms=0) as house, house_of(burst_quiet_ms=0, graph_api_url=house.graph.url) as other:
        webhooks = talk(await register(house.rows, scaled(2, 25)), EACH)
        for webhook in webhooks:
            doors = [(house, other)[copy % 2] for copy in range(COPIES)]
            answers = await asyncio.gather(*(door.from_meta(webhook) for door in doors))
            assert {answer.status_code for answer in answers} == {200}
        await promises.hold(house, webhooks)


async def test_the_same_messages_in_many_batches_each_with_other_neighbours(
    house_of: OpenHouse, promises: Promises
) -> None:
    async with house_of(burst_quiet_ms=0) as house, house_of(burst_quiet_ms=0, graph_api_url=house.graph.url) as other:
        phones = await register(house.rows, PEOPLE)
        batches = _overlapping([graph.text(phone, "merci") for phone in phones for _ in range(EACH)])
        answers = await asyncio.gather(
            *((house, other)[place % 2].from_meta(batch) for place, batch in enumerate(batches))
        )
        assert {answer.status_code for answer in answers} == {200}
        await promises.hold(house, batches)


def _overlapping(items: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return batches of which each holds half of the items in an order of its own; every item is in two at least."""
    chance, batches = random.Random(7), list[dict[str, Any]]()
    for _ in range(BATCHES // 2):
        shuffled = chance.sample(items, len(items))
        middle = len(items) // 2
        batches += [graph.webhook(shuffled[:middle]), graph.webhook(shuffled[middle:])]
    return batches


LATER = {"a minute": "1 minute", "a day": "1 day", "eight days": "8 days"}


@pytest.mark.parametrize("ended", [False, True], ids=["talking", "ended"])
@pytest.mark.parametrize("later", LATER.values(), ids=LATER)
async def test_a_copy_that_comes_later_changes_nothing(
    house_of: OpenHouse, promises: Promises, later: str, ended: bool
) -> None:
    async with house_of(burst_quiet_ms=0) as house:
        webhooks = await _answered(house)
        if ended:
            assert await _end_sessions(house.rows) == PEOPLE
        await _let_pass(house.rows, later)
        await promises.hold(house, webhooks)


async def test_a_copy_that_comes_when_its_session_is_archived_is_still_known(
    house_of: OpenHouse, promises: Promises
) -> None:
    async with house_of(burst_quiet_ms=0) as house:
        webhooks = await _answered(house)
        await _end_sessions(house.rows)
        await _let_pass(house.rows, "8 days")
        assert await house.rows.value("select cleanup_expired_sessions(7)") == PEOPLE
        assert await house.rows.value("select count(*) from messages") == 0
        await promises.hold(house, webhooks)
        assert await house.rows.value("select count(*) from session_snapshots") == PEOPLE


async def test_a_copy_that_comes_to_a_house_that_was_restarted_is_still_known(
    house_of: OpenHouse, promises: Promises
) -> None:
    async with house_of(burst_quiet_ms=0) as before:
        webhooks = await _answered(before)
    async with house_of(burst_quiet_ms=0) as house:
        house.graph.sent += before.graph.sent
        await promises.hold(house, webhooks)


async def _answered(house: House) -> list[dict[str, Any]]:
    """Let everybody talk; return the webhooks when all of them are answered."""
    webhooks = talk(await register(house.rows, PEOPLE), EACH)
    await deliver(house, webhooks)
    await house.settled()
    return webhooks


async def _end_sessions(rows: Rows) -> int:
    """End every session, as their people ask for it; return how many."""
    ended = await rows.column("select end_session(id, 'user_request') from conversation_sessions")
    return sum(ended)


async def _let_pass(rows: Rows, interval: str) -> None:
    """Make every row that a conversation leaves older."""
    columns = await rows.all(
        "select table_name, column_name from information_schema.columns join information_schema.tables "
        "using (table_schema, table_name) where table_schema = 'public' and table_type = 'BASE TABLE' "
        "and data_type = 'timestamp with time zone' and table_name <> 'schema_migrations'"
    )
    assert {"inbox", "outbox", "messages", "conversation_sessions"} <= {found["table_name"] for found in columns}
    for found in columns:
        table, column = found["table_name"], found["column_name"]
        await rows.run(f"update {table} set {column} = {column} - $1::text::interval", interval)


async def test_batches_that_name_one_person_differently_do_not_wait_in_a_circle(rows: Rows, dsn: str) -> None:
    anna, bea, carl = await register(rows, 3)
    await _write(rows, _said(anna, user_id="FR.anna"), _said(bea), _said(carl))
    async with Rows(dsn) as one, Rows(dsn) as other, Rows(dsn) as holder:
        await holder.run("begin")
        await holder.run("select from lanes join contact_aliases using (contact_id) where alias = $1 for update", bea)
        first = asyncio.create_task(_write(one, _said(anna), _said(bea), _said(carl)))
        await _until_stuck(rows, first, 1)
        second = asyncio.create_task(_write(other, _said(carl), _said("FR.anna")))
        await _until_stuck(rows, second, 2)
        await holder.run("rollback")
        assert (await first, await second) == (3, 2)


def _said(sender: str, **more: str) -> dict[str, Any]:
    message = {"channel": "cloud", "provider_message_id": f"wamid.{uuid4().hex}", "kind": "text", "content": {}}
    return message | {"sender": sender} | more


async def _write(rows: Rows, *messages: dict[str, Any]) -> Any:
    return await rows.value("select receive_events($1, 0, 0)", list(messages))


async def _until_stuck(rows: Rows, task: asyncio.Task[Any], waiting: int) -> None:
    """Return when so many connections wait for a lock, or when the task need not wait for any."""
    deadline = time.monotonic() + PATIENCE
    locked = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    while not task.done() and await rows.value(locked) != waiting:
        assert time.monotonic() < deadline, "it neither waits nor ends"
        await asyncio.sleep(0.01)
