"""GET /metrics: what Prometheus reads, and that it reads nothing about people."""

from __future__ import annotations

import pytest
from prometheus_client.parser import text_string_to_metric_families

from events import Event
from tests.conftest import OpenHouse
from tests.door.servers import on_one_server
from tests.fakes import graph
from tests.house import House
from tests.phones import JEAN

pytestmark = on_one_server


async def _scrape(house: House) -> dict[tuple[str, ...], float]:
    """Return every sample by its name and labels."""
    answer = await house.http.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


async def test_events_are_counted_by_name(house: House) -> None:
    before = await _scrape(house)
    for _ in range(3):
        await house.from_meta(graph.webhook([graph.text(JEAN, "Bonjour")]))
    await house.settled()
    after = await _scrape(house)

    for event in ("webhook.received", "message.handled", "reply.sent"):
        name = ("relais_events_total", event)
        assert after[name] - before[name] == 3
    assert {name[1] for name in after if name[0] == "relais_events_total"} == {event.event for event in Event}


async def test_lanes_that_wait_and_connections_in_use(house_of: OpenHouse) -> None:
    async with house_of(role="door", burst_quiet_ms=0) as door:
        for who in (JEAN, "+33600000002"):
            await door.from_meta(graph.webhook([graph.text(who, "Bonjour")]))
        await door.rows.run("update lanes set due_at = now() - interval '90 seconds' where due_at is not null")
        found = await _scrape(door)

    assert found["relais_lanes_waiting", "turns"] == 2
    assert found["relais_lanes_oldest_seconds", "turns"] == pytest.approx(90, abs=5)
    assert found["relais_lanes_waiting", "replies"] == found["relais_lanes_oldest_seconds", "replies"] == 0
    assert found["relais_database_up",] == 1
    assert 0 <= found["relais_database_connections_in_use",] <= found["relais_database_connections",] <= 10
    assert found["relais_database_connections",] >= 1
    assert found["relais_spool_events",] == found["relais_spool_age_seconds",] == 0


async def test_no_sample_holds_a_person(house: House) -> None:
    await house.from_meta(graph.webhook([graph.text(JEAN, "Bonjour"), graph.text("+33699999999", "Hello")]))
    await house.settled()

    text = (await house.http.get("/metrics")).text
    people = await house.rows.column("select contact_id::text from inbox union select sender from inbox")
    assert [who for who in people if who.lstrip("+") in text] == []
