"""What an operator does to a conversation: the person notices, the rows show it, and it is audited."""

from __future__ import annotations

import pytest

from tests.api.operator import UNKNOWN, Operator
from tests.conftest import Logged, OpenHouse
from tests.door.servers import on_one_server
from tests.house import House
from tests.phones import WIRES, Phone

pytestmark = on_one_server

JEAN = "50000000-0000-4000-8000-000000000001"
BUREAU = "90000000-0000-4000-8000-000000000002"
VILLA = "90000000-0000-4000-8000-000000000004"

HANDED_OFF = "select handoff_until > now() from subcontractors where id = $1"


async def test_a_human_has_the_conversation_until_it_is_released(operator: Operator, jean: Phone) -> None:
    assert await jean.says("Bonjour")
    session = await operator.session()

    told = await operator.posts(f"sessions/{session}/handoff")

    assert (told["id"], told["status"], told["ended_reason"]) == (session, "escalated", "escalation")
    assert await jean.says("Il y a quelqu'un ?") == []
    assert (await operator.gets(f"sessions/{session}/messages"))["items"][-1]["body"] == "Il y a quelqu'un ?"

    told = await operator.posts(f"sessions/{session}/release")

    assert (told["id"], told["status"]) == (session, "escalated")
    assert await jean.says("Bonjour")
    assert await operator.session() != session
    outcomes = await operator.house.rows.column("select outcome from inbox order by id")
    assert outcomes == ["answered", "handed_off", "answered"]
    assert await operator.audited() == ["session.escalated", "operator.handed_off", "operator.released"]


async def test_a_conversation_that_is_over_can_be_handed_off_and_goes_on_there(operator: Operator, jean: Phone) -> None:
    await jean.says("Bonjour")
    first = await operator.session()
    await operator.posts(f"sessions/{first}/handoff")
    await operator.posts(f"sessions/{first}/release")
    await jean.says("Bonjour")
    second = await operator.session()
    await operator.posts(f"sessions/{second}/end", reason="operator")

    told = await operator.posts(f"sessions/{second}/handoff")

    assert told["status"] == "escalated"
    assert await jean.says("Allô ?") == []
    assert (await operator.gets(f"sessions/{second}/messages"))["items"][-1]["body"] == "Allô ?"


@pytest.mark.parametrize("reason", ["timeout", "end_of_day", "user_request", "operator", "duplicate_cleanup"])
async def test_a_session_is_ended_once(operator: Operator, jean: Phone, reason: str) -> None:
    await jean.says("Bonjour")
    session = await operator.session()

    ended = await operator.posts(f"sessions/{session}/end", reason=reason)
    again = await operator.posts(f"sessions/{session}/end", reason="operator")

    assert (ended["status"], ended["ended_reason"]) == ("ended", reason)
    assert again == ended
    assert await operator.audited() == ["operator.ended_session"]
    assert await jean.says("Bonjour"), "the next message opens a new one"
    assert await operator.session() != session


async def test_to_end_by_escalation_is_a_handoff(operator: Operator, jean: Phone) -> None:
    await jean.says("Bonjour")

    told = await operator.posts(f"sessions/{await operator.session()}/end", reason="escalation")

    assert told["status"] == "escalated"
    assert await operator.house.rows.value(HANDED_OFF, JEAN)


async def test_to_end_what_a_human_has_gives_it_back(operator: Operator, jean: Phone) -> None:
    await jean.says("Bonjour")
    session = await operator.session()
    await operator.posts(f"sessions/{session}/handoff")

    assert (await operator.posts(f"sessions/{session}/end", reason="operator"))["status"] == "ended"

    assert await jean.says("Bonjour")


@pytest.mark.parametrize("wire", WIRES)
async def test_a_humans_message_arrives_as_it_is(house: House, operator: Operator, wire: str) -> None:
    jean = Phone(house=house, wire=WIRES[wire])
    await jean.says("Bonjour")
    session = await operator.session()
    text = "C'est **Paul**, du bureau : l'échelle est là 🪜\n\n1. montez\n2. view_sites_fr"

    told = await operator.posts(f"sessions/{session}/messages", text=text)
    await house.settled()

    assert [seen.body for seen in (await jean.screen())[1:]] == [text]
    assert told["channel"] == wire
    assert told["session"]["status"] == "escalated"
    [*_, stored] = (await operator.gets(f"sessions/{session}/messages"))["items"]
    assert stored["id"] == told["id"]
    assert (stored["direction"], stored["body"], stored["metadata"]) == ("outbound", text, {"author": "human"})
    assert stored["status"] != "pending"
    assert await jean.says("Merci Paul") == [], "the human has the conversation now"


async def test_a_humans_message_prolongs_the_handoff(operator: Operator, jean: Phone) -> None:
    await jean.says("Bonjour")
    session = await operator.session()
    await operator.posts(f"sessions/{session}/handoff")
    await operator.house.rows.run("update subcontractors set handoff_until = now() + interval '1 minute'")

    await operator.posts(f"sessions/{session}/messages", text="J'arrive.")

    prolonged = "select handoff_until > now() + interval '6 hours' from subcontractors where id = $1"
    assert await operator.house.rows.value(prolonged, JEAN)
    assert await operator.audited() == ["session.escalated", "operator.handed_off", "operator.answered"]


async def test_a_long_message_arrives_in_order_and_whole(operator: Operator, jean: Phone) -> None:
    await jean.says("Bonjour")
    text = " ".join(f"mot{number}" for number in range(1000))

    told = await operator.posts(f"sessions/{await operator.session()}/messages", text=text)
    await operator.house.settled()

    bodies = [seen.body for seen in (await jean.screen())[1:]]
    assert len(bodies) > 1
    assert " ".join(bodies) == text
    assert [part["body"] for part in told["messages"]] == bodies
    assert [seen for seen in map(len, bodies) if seen > 4096] == []


async def test_a_humans_message_has_its_story(operator: Operator, jean: Phone) -> None:
    await jean.says("Bonjour")
    told = await operator.posts(f"sessions/{await operator.session()}/messages", text="C'est Paul.")
    await operator.house.settled()
    provider_id = await operator.house.rows.value("select provider_message_id from messages where id = $1", told["id"])

    stories = [await operator.gets(f"messages/{message_id}/story") for message_id in (told["id"], provider_id)]

    assert stories[0] == stories[1]
    assert stories[0]["inbox"] is None
    assert [message["body"] for message in stories[0]["messages"]] == ["C'est Paul."]
    assert [reply["state"] for reply in stories[0]["replies"]] == ["sent"]


async def test_who_never_wrote_cannot_be_answered(operator: Operator, house: House) -> None:
    session = await house.rows.value("select get_or_create_session($1)", JEAN)

    answer = await operator.asks(f"sessions/{session}/messages", "POST", json={"text": "Bonjour"})

    assert answer.status_code == 422
    assert "has not written yet" in answer.json()["error"]["message"]
    assert not await house.rows.value("select count(*) from outbox")
    assert not await house.rows.value(HANDED_OFF, JEAN)


async def test_who_wrote_from_a_channel_that_is_off_cannot_be_answered(house_of: OpenHouse) -> None:
    async with house_of(burst_quiet_ms=0) as house:
        await Phone(house=house, wire=WIRES["simulator"]).says("Bonjour")
    async with house_of(simulator=False) as house:
        session = await Operator(house=house).session()

        answer = await house.http.post(f"/api/v1/sessions/{session}/messages", json={"text": "Bonjour"})

        assert answer.status_code == 422
        assert "simulator" in answer.json()["error"]["message"]


async def test_a_project_is_chosen_for_a_person(operator: Operator, jean: Phone) -> None:
    await jean.says("Bonjour")
    session = await operator.session()

    told = await operator.posts(f"projects/{BUREAU}/select", subcontractor_id=JEAN)

    assert (told["id"], told["subcontractor_id"]) == (BUREAU, JEAN)
    assert (told["session"]["id"], told["session"]["current_project_id"]) == (session, BUREAU)
    assert await operator.audited() == ["project.selected", "operator.selected_project"]
    [seen] = await jean.says("mes tâches")
    assert "Bureau" in seen.body


async def test_a_project_is_chosen_for_a_person_without_a_session(operator: Operator) -> None:
    told = await operator.posts(f"projects/{BUREAU}/select", subcontractor_id=JEAN)

    assert told["session"] is None
    chosen = await operator.house.rows.value("select last_project_id from subcontractors where id = $1", JEAN)
    assert chosen == BUREAU


REFUSED = {
    "somebody else's": (VILLA, JEAN, 403),
    "an unknown project": (UNKNOWN, JEAN, 404),
    "an unknown person": (BUREAU, UNKNOWN, 404),
    "an inactive person": (BUREAU, "50000000-0000-4000-8000-000000000006", 403),
}


@pytest.mark.parametrize(("project", "person", "status"), REFUSED.values(), ids=REFUSED)
async def test_a_project_that_is_not_allowed(operator: Operator, project: str, person: str, status: int) -> None:
    answer = await operator.asks(f"projects/{project}/select", "POST", json={"subcontractor_id": person})

    assert answer.status_code == status
    assert await operator.audited() == (["project.denied"] if status == 403 else [])


async def test_a_project_that_was_deleted_is_refused(operator: Operator, house: House) -> None:
    await house.rows.run("update projects set deleted_at = now() where id = $1", BUREAU)

    answer = await operator.asks(f"projects/{BUREAU}/select", "POST", json={"subcontractor_id": JEAN})

    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "forbidden")


async def test_what_an_operator_did_is_logged(operator: Operator, jean: Phone, logged: Logged) -> None:
    await jean.says("Bonjour")
    session = await operator.session()

    await operator.posts(f"sessions/{session}/messages", text="Le code est 4711.")
    await operator.gets(f"sessions/{session}")

    [line] = logged("operator.acted")
    assert (line["action"], line["target"]) == ("answer_as_human", session)
    assert "4711" not in str(logged())
