"""While the database is away the door answers 200 at once, and nothing is lost, doubled or out of order."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Logged, OpenHouse
from tests.door.servers import on_one_server
from tests.fakes import graph, twilio
from tests.house import House
from tests.lanes.people import damage
from tests.phones import JEAN
from tests.spool.conftest import Away, again
from tests.spool.files import files

pytestmark = on_one_server

MARIA, ANDREI = "+33600000002", "+33600000003"
PEOPLE = (JEAN, MARIA, ANDREI)
AT_ONCE = 1.5
"""Seconds: a bit more than the door waits for a database that says nothing."""

BY_PERSON = """
    select i.sender, i.provider_message_id, o.contact_id || ':' || o.id as reply_id
    from outbox o join inbox i on i.contact_id = o.contact_id and i.id = o.inbox_id order by o.id
"""

both = pytest.mark.parametrize("away", ["stopped", "frozen"], indirect=True)


async def _timed(house: House, webhook: dict[str, Any]) -> float:
    began = time.monotonic()
    assert (await house.from_meta(webhook)).status_code == 200
    return time.monotonic() - began


async def _answered(house: House) -> dict[str, list[str]]:
    """Return the ids of each person's messages in the order in which their replies were sent."""
    asked = {row["reply_id"]: row for row in await house.rows.all(BY_PERSON)}
    found: dict[str, list[str]] = {who: [] for who in PEOPLE}
    for sent in house.graph.sent:
        found[sent.to].append(asked[sent.reply_id or ""]["provider_message_id"])
    return found


@both
async def test_answered_at_once_and_later_handled_once_and_in_order(
    spooling: OpenHouse, away: Away, dsn: str, directory: Path, logged: Logged
) -> None:
    said = [graph.text(PEOPLE[n % 3], "Bonjour") for n in range(30)]
    webhooks = [graph.webhook([item]) for item in said]
    async with spooling() as house:
        await house.from_meta(webhooks[0])
        await house.settled()
        with away():
            first = await _timed(house, webhooks[1])
            others = [await _timed(house, webhook) for webhook in webhooks[2:]]
            assert first < AT_ONCE
            assert sum(others) / len(others) < AT_ONCE / 5, "only the first webhook waits for the database"
            assert files(directory)

        async with again(house, dsn) as house:  # noqa: PLW2901
            await house.until("select count(*) = 30 from inbox")
            await house.settled()
            assert await _answered(house) == {who: [m["id"] for m in said if m["from"] == who[1:]] for who in PEOPLE}
            before = await house.rows.all("select * from inbox order by id")

            assert [(await house.from_meta(webhook)).status_code for webhook in webhooks] == [200] * 30
            await house.settled()
            assert await house.rows.all("select * from inbox order by id") == before
            assert len(house.graph.sent) == 30
            assert await damage(house.rows) == []
    assert files(directory) == []
    assert len(logged("spool.began")) == 1
    assert len(logged("webhook.spooled")) == 29


@both
async def test_many_at_once_are_answered_at_once(spooling: OpenHouse, away: Away, dsn: str) -> None:
    async with spooling() as house:
        with away():
            took = await asyncio.gather(
                *(_timed(house, graph.webhook([graph.text(PEOPLE[n % 3], "Bonjour")])) for n in range(50))
            )
            assert max(took) < AT_ONCE

        async with again(house, dsn) as seen:
            await seen.until("select count(*) = 50 from inbox where outcome = 'answered'")
            await seen.settled()
        assert len(house.graph.sent) == 50


async def test_statuses_and_forms_are_kept_too(spooling: OpenHouse, stopped: Away, dsn: str) -> None:
    form = twilio.text(MARIA, "Bonjour")
    async with spooling() as house:
        await house.from_meta(graph.webhook([graph.text(JEAN, "Bonjour")]))
        await house.settled()
        [sent] = house.graph.sent
        with stopped():
            read = graph.status(sent.id, "read", reply_id=sent.reply_id or "")
            assert (await house.from_meta(graph.webhook(statuses=[read]))).status_code == 200
            assert (await house.from_twilio(form)).status_code == 200

        async with again(house, dsn) as seen:
            await seen.until("select count(*) = 1 from outbox where state = 'read'")
            await seen.until(
                "select outcome = 'answered' from inbox where provider_message_id = $1", form["MessageSid"]
            )
            await seen.settled()


@both
async def test_a_message_keeps_its_time_of_arrival(spooling: OpenHouse, away: Away, dsn: str) -> None:
    async with spooling(role="door") as house:
        with away():
            said = time.time()
            await house.from_twilio(twilio.text(JEAN, "Bonjour"))
            answered = time.time()

        async with again(house, dsn) as seen:
            await seen.until("select count(*) = 1 from inbox")
            received = await seen.rows.value("select extract(epoch from received_at)::float from inbox")
    assert said < received < answered


async def test_what_is_prompt_stays_prompt(spooling: OpenHouse, stopped: Away, dsn: str) -> None:
    async with spooling(role="door", burst_quiet_ms=60_000, burst_cap_ms=60_000) as house:
        with stopped():
            await house.from_meta(graph.webhook([graph.text(JEAN, "Bonjour"), graph.text(MARIA, "annuler")]))

        async with again(house, dsn) as seen:
            await seen.until("select count(*) = 2 from inbox")
            assert await seen.rows.column("select prompt from inbox order by sender") == [False, True]


async def test_without_a_spool_nothing_is_accepted(spooling: OpenHouse, stopped: Away, dsn: str) -> None:
    async with spooling(spool_dir="off", role="door") as house:
        with stopped():
            assert (await house.from_meta(graph.webhook([graph.text(JEAN, "Bonjour")]))).status_code == 503
            assert (await house.from_twilio(twilio.text(JEAN, "Bonjour"))).status_code == 503
        assert "spool_events" not in (await house.http.get("/health/ready")).json()["checks"]

        async with again(house, dsn) as seen:
            assert await seen.rows.value("select count(*) from inbox") == 0


@both
async def test_health_and_metrics_say_what_waits(spooling: OpenHouse, away: Away, dsn: str) -> None:
    async with spooling(role="door") as house:
        with away():
            for _ in range(2):
                await house.from_meta(graph.webhook([graph.text(JEAN, "a"), graph.text(MARIA, "b")]))
            ready = await house.http.get("/health/ready")
            metrics = (await house.http.get("/metrics")).text

        assert (ready.status_code, ready.json()["status"]) == (503, "unavailable")
        checks = ready.json()["checks"]
        assert checks["spool_events"] == 4
        assert 0 <= checks["spool_age_seconds"] < 60
        assert "relais_spool_events 4.0" in metrics
        assert "relais_database_up 0.0" in metrics
        assert 'relais_events_total{event="webhook.spooled"}' in metrics

        async with again(house, dsn) as seen:
            await seen.until("select count(*) = 4 from inbox")
        for _ in range(1000):
            if "relais_spool_events 0.0" in (metrics := (await house.http.get("/metrics")).text):
                break
            await asyncio.sleep(0.01)
        assert "relais_spool_age_seconds 0.0" in metrics
        assert "relais_database_up 1.0" in metrics
