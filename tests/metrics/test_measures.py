"""What the story of part A adds to /metrics."""

from __future__ import annotations

from prometheus_client.parser import text_string_to_metric_families

from tests.conftest import OpenHouse
from tests.door.conftest import dsn, shared_dsn
from tests.door.servers import on_one_server
from tests.house import House
from tests.phones import WIRES, Phone

__all__ = ["dsn", "shared_dsn"]

pytestmark = on_one_server


async def _scrape(house: House) -> dict[str, float]:
    """Return each sample as `name{label,…}`."""
    text = (await house.http.get("/metrics")).text
    return {
        f"{sample.name}{{{','.join(sample.labels.values())}}}": sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def test_the_story_is_measured(house_of: OpenHouse) -> None:
    async with house_of(burst_quiet_ms=0) as house:
        before = await _scrape(house)
        jean = Phone(house=house, wire=WIRES["cloud"])
        [menu] = await jean.says("Bonjour")
        [sites] = await jean.taps(menu, "Voir mes chantiers")
        await jean.taps(sites, "Champigny")
        after = await _scrape(house)

    grown = {name: value - before.get(name, 0) for name, value in after.items() if value != before.get(name, 0)}
    assert grown["relais_messages_handled_total{answered}"] == 3
    assert grown["relais_taps_total{answered}"] == 2
    assert grown["relais_intents_total{greeting}"] == 1
    assert grown["relais_history_loads_total{none}"] == 1
    assert grown["relais_reply_seconds_count{}"] == grown["relais_turn_seconds_count{}"] == 3
    assert grown["relais_stage_seconds_count{open_session}"] == 3
    assert grown["relais_stage_seconds_count{classify_intent}"] == 1
    assert grown["relais_send_seconds_count{}"] >= 3
    assert 0 < grown["relais_turn_seconds_sum{}"] < grown["relais_reply_seconds_sum{}"] + 0.05
    assert grown["relais_events_total{session.created}"] == 1
    assert not any(name.endswith("_created{}") for name in after)


async def test_a_new_session_measures_its_restore(house_of: OpenHouse) -> None:
    async with house_of(burst_quiet_ms=0) as house:
        before = await _scrape(house)
        await house.rows.run(
            "update subcontractors set last_project_id = (select id from projects where name = 'Champigny'),"
            " last_project_at = now()"
        )
        await Phone(house=house, wire=WIRES["cloud"]).says("Bonjour")
        after = await _scrape(house)

    assert after["relais_restores_total{restored}"] - before.get("relais_restores_total{restored}", 0) == 1
    assert after["relais_restore_seconds_count{}"] - before["relais_restore_seconds_count{}"] == 1
