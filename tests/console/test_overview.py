"""The overview's figures are those of what happened, and those that `relais monitor` finds in the log of it."""

from __future__ import annotations

import json
import re

import pytest

from handlers.console.alerts import RULES
from handlers.console.cards import percent
from monitoring.alerts import DEFAULTS
from monitoring.bursts import Bursts
from monitoring.figures import rates
from monitoring.reading import Reader
from monitoring.tally import Tally
from tests.conftest import Logged
from tests.console.operator import Operator, alerts, figures, ranking
from tests.door.servers import on_one_server
from tests.house import House
from tests.phones import JEAN, WIRES, Phone

STRANGER = "+4915112345678"
BREAK = "alter function list_projects(uuid) rename to list_projects_away"
MEND = "alter function list_projects_away(uuid) rename to list_projects"


@pytest.fixture
async def lived(house: House, jean: Phone) -> None:
    """A day: a conversation, a tap that leads nowhere, a refusal, a message that nothing can be made of."""
    [menu] = await jean.says("Bonjour")
    await jean.taps(menu, "Voir mes chantiers")
    await jean.taps_id("option_9", "Nowhere", reply_to=menu.id)
    await Phone(house=house, wire=WIRES["cloud"], number=STRANGER).says("Hello")
    await house.rows.run(BREAK)
    await jean.says("mes chantiers")
    await house.rows.run(MEND)


async def _is(house: House, query: str) -> str:
    return f"{await house.rows.value(query):,}"


@pytest.mark.usefixtures("lived")
async def test_figures_are_those_of_the_rows(house: House, operator: Operator) -> None:
    page = await operator.page("/console")
    found = figures(page)
    assert found["messages"][0] == await _is(house, "select count(*) from inbox") == "5"
    assert found["replies"] == (await _is(house, "select count(*) from outbox"), "0 not delivered")
    assert found["waiting"][0] == "0"
    assert found["sessions"] == ("0.04", "1 in the last 24 hours")
    assert found["dead"] == ("1", "1 in the last 24 hours")
    assert found["cost"][0] == "$0.00"
    assert ranking(page, "outcomes") == {"answered": 3, "refused": 1, "dead": 1}
    assert ranking(page, "intents") == {"greeting": 1, "action:view_sites": 1, "action:option": 1}

    took = await house.rows.value(
        "select percentile_disc(0.5) within group (order by 1000 * extract(epoch from o.sent_at - i.received_at))::float "
        "from outbox o join inbox i on i.contact_id = o.contact_id and i.id = o.inbox_id where o.part = 1"
    )
    shown = re.fullmatch(r"([\d.]+) (ms|s)", found["latency"][0])
    assert shown
    assert float(shown[1]) * (1000 if shown[2] == "s" else 1) == pytest.approx(took, abs=51)


@on_one_server
@pytest.mark.usefixtures("lived")
async def test_rates_are_those_of_the_log(operator: Operator, logged: Logged) -> None:
    lines = [json.dumps(line).encode() for line in logged()]
    tally = Tally(bursts=Bursts(limit=10))
    tally.add_all(Reader().records(lines))
    expected = rates(tally)
    found = figures(await operator.page("/console"))
    assert found["taps"] == (percent(expected["button_success_rate"] or 0), "1 of 2 led nowhere")
    # The log has the failed attempts of the message that died as well, which reused the session, too.
    assert found["reuse"] == (percent(2 / 3), "1 of 3 turns began one")
    assert (expected["session_reuse_rate"] or 0) >= 2 / 3


@on_one_server
async def test_an_empty_house_has_a_page_and_every_period_can_be_asked_for(operator: Operator, jean: Phone) -> None:
    page = await operator.page("/console")
    found = figures(page)
    assert {found[name][0] for name in ("messages", "replies", "waiting", "dead")} == {"0"}
    assert {found[name][0] for name in ("latency", "reuse", "taps")} == {"–"}
    assert "Nothing came in the last 24 hours." in page

    await jean.says("Bonjour")
    for period, chosen in (("1h", "1h"), ("7d", "7d"), ("24h", "24h"), ("", "24h"), ("nonsense", "24h")):
        page = await operator.page(f"/console?period={period}")
        assert figures(page)["messages"][0] == "1"
        assert re.findall(r'href="\?period=(\w+)" aria-current="true"', page) == [chosen]
        assert page.partition('class="all"')[2].count('<th scope="row">') >= 30


TROUBLES = {
    "oldest_lane_seconds": "update lanes set due_at = now() - interval '61 s', worker = 'gone', fence = fence + 1",
    "channel_refused": "update outbox set state = 'failed', attempts = 1, last_error = 'no such number'",
    "handovers_waiting": "select begin_handoff(id, (select id from conversation_sessions)) from subcontractors "
    f"where phone = '{JEAN}'",
    "active_index_violations": "drop index idx_unique_active_session_per_user",
    "unresolved_actions": "update inbox set kind = 'button', trace = trace || '{\"unresolved\": true}'",
    "selection_errors": 'update inbox set trace = trace || \'{"intent": "action:proj", "unresolved": true}\'',
    "restore_p99_ms": 'update inbox set trace = jsonb_set(trace, \'{stages}\', \'[{"stage": "restore_project", "ms": 51}]\') '
    "|| '{\"created\": true}'",
    "new_sessions_per_minute": "insert into conversation_sessions (subcontractor_id, status, started_at) "
    f"select id, 'ended', now() - interval '1 h' from subcontractors, generate_series(1, 11) where phone = '{JEAN}'",
    "dead_messages": "update inbox set state = 'dead', outcome = 'dead', finished_at = now()",
}
"""What makes each alert, none of which makes one that comes after it."""


async def test_trouble_is_told_on_top(house: House, operator: Operator, jean: Phone) -> None:
    for _ in range(3):
        await jean.says("Bonjour")
    for name, trouble in TROUBLES.items():
        assert name not in alerts(await operator.page("/console"))
        await house.rows.run(trouble)
        assert name in alerts(await operator.page("/console"))


@on_one_server
async def test_missing_templates_are_told_until_they_are_there(house: House, operator: Operator) -> None:
    assert "WhatsApp Cloud API: none in" in alerts(await operator.page("/console"))["templates_missing"]
    await house.rows.run(
        "insert into templates (channel, language, provider_ref) select c, l, 'HX' || l from unnest(array['cloud', 'twilio']) c, "
        "unnest(array['fr', 'en', 'es', 'pt', 'de', 'it', 'ro', 'pl', 'ar']) l"
    )
    assert "templates_missing" not in alerts(await operator.page("/console"))


@on_one_server
async def test_a_handover_waits_no_longer_once_somebody_answered(house: House, operator: Operator, jean: Phone) -> None:
    await jean.says("Je veux parler à quelqu'un de l'équipe")
    assert alerts(await operator.page("/console"))["handovers_waiting"] == "1 person waits for a human"
    session = await house.rows.value("select id from conversation_sessions")
    bearer = {"Authorization": "Bearer an operator's token"}
    answered = await house.http.post(f"/api/v1/sessions/{session}/messages", json={"text": "J'arrive"}, headers=bearer)
    assert answered.status_code == 200
    assert "handovers_waiting" not in alerts(await operator.page("/console"))
    await jean.says("Merci, quand ?")
    assert "handovers_waiting" in alerts(await operator.page("/console"))


def test_alerts_have_the_limits_of_the_monitor() -> None:
    shared = {rule.name: rule.limit for rule in RULES if rule.name in DEFAULTS}
    assert len(shared) >= 6
    assert {name: DEFAULTS[name] for name in shared} == shared


@on_one_server
async def test_what_a_provider_says_is_text(house: House, operator: Operator, jean: Phone) -> None:
    await jean.says("Bonjour")
    await house.rows.run("update outbox set state = 'failed', attempts = 1, last_error = '<script>alert(1)</script>';")
    await house.rows.run(
        "insert into outbox (contact_id, recipient, channel, payload, state, attempts, last_error) "
        "select contact_id, recipient, channel, payload, state, attempts, last_error from outbox, generate_series(1, 3)"
    )
    page = await operator.page("/console")
    assert "<script>alert" not in page
    assert "<script>alert(1)</script>" in alerts(page)["channel_refused"]
