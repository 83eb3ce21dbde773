"""The company is told who asks for a human: from the turn's own commit, again until it is taken, and under one id."""

from __future__ import annotations

import pytest

from tests.conftest import Logged, OpenHouse
from tests.door.servers import on_one_server
from tests.fakes.company import FakeCompany, Trouble
from tests.house import House
from tests.phones import JEAN, WIRES, Phone
from tests.rows import Rows

pytestmark = on_one_server

JEAN_ID = "50000000-0000-4000-8000-000000000001"
TOLD = "select count(*) = 1 from notifications where state = 'sent'"
GIVEN_UP = "select count(*) = 1 from notifications where state = 'dead'"


async def test_who_asks_for_a_human_is_told_of_with_what_was_said(
    house: House, company: FakeCompany, jean: Phone, logged: Logged
) -> None:
    await jean.says("champigny")
    [goodbye] = await jean.says("je veux parler à quelqu'un de l'équipe")
    await house.until(TOLD)

    assert "Je préviens l'équipe" in goodbye.body
    [told] = company.told
    session = await house.rows.value("select id from conversation_sessions")
    row = await house.rows.all("select id, attempts, last_error, due_at from notifications")
    assert row == [{"id": told.key, "attempts": 1, "last_error": None, "due_at": None}]
    body = told.body
    assert (body["kind"], body["id"], body["session_id"], body["project"]) == (
        "escalation", told.key, session, "Champigny"
    )  # fmt: skip
    assert body["person"] == {"id": JEAN_ID, "name": "Jean", "phone": JEAN}
    assert [(said["direction"], said["body"]) for said in body["last_messages"]][:1] == [("inbound", "champigny")]
    assert ("inbound", "je veux parler à quelqu'un de l'équipe") in [
        (said["direction"], said["body"]) for said in body["last_messages"]
    ]
    assert body["occurred_at"]
    assert told.content_type == "application/json"
    [line] = logged("company.told")
    assert (line["kind"], line["notification_id"]) == ("escalation", told.key)
    assert "s3cret" not in str(logged())


AGAIN = {
    "an error": Trouble(status=500),
    "a gateway": Trouble(status=502),
    "a redirect, which is not followed": Trouble(status=307),
    "a conflict": Trouble(status=409),
    "too early": Trouble(status=425),
    "too many": Trouble(status=429),
    "a time-out of its own": Trouble(status=408),
    "a broken line": Trouble(how="drop"),
}


@pytest.mark.parametrize("trouble", AGAIN.values(), ids=AGAIN)
async def test_what_was_not_taken_is_told_again_under_the_same_id(
    house: House, company: FakeCompany, jean: Phone, trouble: Trouble, logged: Logged
) -> None:
    company.trouble(trouble, trouble)
    await jean.taps_id("talk_team_fr")
    await house.until(TOLD)

    assert len(company.told) == 3
    assert len({told.key for told in company.told}) == 1
    assert company.elsewhere == []
    assert [line["level"] for line in logged("company.deferred")] == ["warning"] * 2
    assert "s3cret" not in str(logged())


async def test_a_company_that_does_not_answer_is_given_up_in_time_and_asked_again(
    house_of: OpenHouse, company: FakeCompany, logged: Logged
) -> None:
    company.trouble(Trouble(how="hang"))
    async with house_of(burst_quiet_ms=0, escalation_webhook_url=company.url, lease_seconds=1.5) as house:
        [goodbye] = await Phone(house=house, wire=WIRES["cloud"]).taps_id("talk_team_fr")
        await house.until(TOLD)

    assert goodbye.body, "nobody waits for the company"
    assert len(company.told) == 2
    [line] = logged("company.deferred")
    assert "TimeoutError" in line["reason"]


@pytest.mark.parametrize("status", [400, 401, 404, 410, 422])
async def test_what_is_refused_is_given_up_at_once(
    house: House, company: FakeCompany, jean: Phone, status: int, logged: Logged
) -> None:
    company.trouble(Trouble(status=status))
    await jean.taps_id("talk_team_fr")
    await house.until(GIVEN_UP)

    assert len(company.told) == 1
    [line] = logged("company.not_told")
    assert (line["level"], line["reason"]) == ("error", f"the company answered {status}")


async def test_after_the_last_attempt_it_is_an_operators_task(
    house_of: OpenHouse, company: FakeCompany, logged: Logged
) -> None:
    company.trouble(*[Trouble()] * 3)
    settings = {
        "burst_quiet_ms": 0,
        "escalation_webhook_url": company.url,
        "max_attempts": 3,
        "retry_base_seconds": 0.01,
    }
    async with house_of(**settings) as house:
        await Phone(house=house, wire=WIRES["cloud"]).taps_id("talk_team_fr")
        await house.until(GIVEN_UP)

        assert len(company.told) == 3
        assert await house.rows.value("select last_error from notifications") == "the company answered 500"
        assert len(logged("company.not_told")) == 1
        metrics = (await house.http.get("/metrics")).text
        assert 'relais_events_total{event="company.not_told"}' in metrics


async def test_what_a_company_asks_to_wait_is_waited(house: House, company: FakeCompany, jean: Phone) -> None:
    company.trouble(Trouble(status=429, retry_after=600))
    await jean.taps_id("talk_team_fr")
    await house.until("select due_at > now() + interval '9 minutes' from notifications")
    assert len(company.told) == 1


async def test_what_a_dead_notifier_held_is_told_by_the_next(
    house_of: OpenHouse, company: FakeCompany, rows: Rows
) -> None:
    async with house_of(role="door", burst_quiet_ms=0, escalation_webhook_url=company.url):
        pass
    await rows.run(f"select notify_company('{JEAN_ID}', 'incident', '{{\"number\": 7}}')")
    await rows.value("select claim_notifications(1, 0.5)")
    async with house_of(burst_quiet_ms=0, escalation_webhook_url=company.url) as house:
        await house.until(TOLD)
    [told] = company.told
    assert (told.body["kind"], told.body["number"], told.body["session_id"]) == ("incident", 7, None)


async def test_without_an_address_nothing_is_written_and_nobody_is_said_to_be_told(house_of: OpenHouse) -> None:
    async with house_of(burst_quiet_ms=0) as house:
        [goodbye] = await Phone(house=house, wire=WIRES["cloud"]).taps_id("talk_team_fr")

        assert "préviens" not in goodbye.body
        assert "L'équipe peut lire cette conversation" in goodbye.body
        assert await house.rows.value("select count(*) from notifications") == 0
        assert await house.rows.value("select status from conversation_sessions") == "escalated"


async def test_an_operator_who_takes_over_is_not_told_of_it(house: House, jean: Phone) -> None:
    await jean.says("Bonjour")
    session = await house.rows.value("select id from conversation_sessions")
    await house.rows.run("select hand_off_session($1)", session)
    assert await house.rows.value("select count(*) from notifications") == 0
