"""What operators do, as SQL functions: on every version of Postgres."""

from __future__ import annotations

from typing import Any

import asyncpg
import pytest

from tests.rows import Rows
from tests.sql.demo import JEAN

SITE = "90000000-0000-4000-8000-000000000002"
UNKNOWN = "00000000-0000-4000-8000-000000000000"

PART = {"message_id": "10000000-0000-4000-8000-000000000001", "body": "J'arrive.", "payload": {"kind": "text"}}
WROTE = """
    insert into inbox (contact_id, channel, provider_message_id, sender, kind, content)
    values ($1, 'cloud', 'wamid.1', '+33600000001', 'text', '{}')
"""


@pytest.fixture
async def session(sql: Rows) -> str:
    return str(await sql.value("select get_or_create_session($1)", JEAN))


async def test_handed_off_and_released(sql: Rows, session: str) -> None:
    told = await sql.value("select hand_off_session($1)", session)
    assert (told["id"], told["status"]) == (session, "escalated")
    assert await sql.value("select get_or_create_session($1)", JEAN) == session, "the conversation stays there"

    told = await sql.value("select release_session($1)", session)
    assert told["status"] == "escalated"
    assert await sql.value("select handoff_until from subcontractors where id = $1", JEAN) is None
    assert await sql.value("select get_or_create_session($1)", JEAN) != session


async def test_an_effect_of_a_turn_hands_off_in_the_same_way(sql: Rows, session: str) -> None:
    assert await sql.value("select apply_effect($1, $2, $3)", JEAN, session, {"effect": "escalate"})

    assert (await sql.value("select get_session($1)", session))["ended_reason"] == "escalation"
    assert await sql.column("select action from audit_log where subcontractor_id = $1", JEAN) == ["session.escalated"]


async def test_what_is_open_goes_to_the_human_and_not_what_is_over(sql: Rows, session: str) -> None:
    await sql.value("select end_session($1, 'operator')", session)
    opened = await sql.value("select get_or_create_session($1)", JEAN)

    told = await sql.value("select hand_off_session($1)", session)

    assert told["status"] == "ended"
    assert (await sql.value("select get_session($1)", opened))["status"] == "escalated"


async def _an_hour_ago(sql: Rows) -> None:
    for column in ("started_at", "last_message_at", "ended_at"):
        await sql.run(f"update conversation_sessions set {column} = {column} - interval '1 hour'")


async def test_what_was_handed_off_last_is_where_it_goes_on(sql: Rows, session: str) -> None:
    await sql.value("select end_session($1, 'operator')", session)
    await _an_hour_ago(sql)
    later = await sql.value("select get_or_create_session($1)", JEAN)
    for step in ("hand_off_session", "release_session"):
        await sql.value(f"select {step}($1)", later)
    await _an_hour_ago(sql)

    assert (await sql.value("select hand_off_session($1)", session))["status"] == "escalated"
    assert await sql.value("select get_or_create_session($1)", JEAN) == session


async def test_an_older_conversation_that_ends_does_not_take_the_newer_from_its_human(sql: Rows, session: str) -> None:
    for step in ("hand_off_session", "release_session"):
        await sql.value(f"select {step}($1)", session)
    await _an_hour_ago(sql)
    newer = await sql.value("select get_or_create_session($1)", JEAN)
    await sql.value("select hand_off_session($1)", newer)

    assert (await sql.value("select end_session_as_operator($1, 'operator')", session))["status"] == "ended"
    assert await sql.value("select get_or_create_session($1)", JEAN) == newer
    assert (await sql.value("select end_session_as_operator($1, 'operator')", newer))["status"] == "ended"
    assert await sql.value("select handoff_until from subcontractors where id = $1", JEAN) is None


async def test_what_a_human_says_stands_in_the_conversation_that_they_have(sql: Rows, session: str) -> None:
    await sql.run(WROTE, JEAN)
    await sql.value("select end_session($1, 'timeout')", session)
    await _an_hour_ago(sql)
    opened = await sql.value("select get_or_create_session($1)", JEAN)

    told = await sql.value("select answer_as_human($1, $2)", session, {"cloud": [PART]})

    assert (told["session"]["id"], told["session"]["status"]) == (opened, "escalated")
    assert await sql.column("select session_id from messages") == [opened]
    assert (await sql.value("select get_session($1)", session))["message_count"] == 0


async def test_a_human_answers_where_the_person_wrote_from(sql: Rows, session: str) -> None:
    await sql.run(WROTE, JEAN)

    told = await sql.value("select answer_as_human($1, $2)", session, {"cloud": [PART], "twilio": [PART, PART]})

    assert (told["id"], told["channel"]) == (PART["message_id"], "cloud")
    assert told["messages"] == [{"id": PART["message_id"], "body": PART["body"]}]
    assert (told["session"]["status"], told["session"]["message_count"]) == ("escalated", 1)
    [reply] = await sql.all("select inbox_id, part, recipient, channel, state, message_id from outbox")
    assert reply == {
        "inbox_id": None,
        "part": 1,
        "recipient": "+33600000001",
        "channel": "cloud",
        "state": "pending",
        "message_id": PART["message_id"],
    }
    assert await sql.value("select due_at is not null from reply_lanes where contact_id = $1", JEAN)


async def test_a_human_answers_no_address_of_somebody_else(sql: Rows, session: str) -> None:
    await sql.run(WROTE, JEAN)
    await sql.run("update subcontractors set phone = '+33600000099' where id = $1", JEAN)
    await sql.value("select find_or_create_contact('+33600000001', null)")

    with pytest.raises(asyncpg.PostgresError, match="no address that is still theirs") as refused:
        await sql.value("select answer_as_human($1, $2)", session, {"cloud": [PART]})

    assert refused.value.sqlstate == "RL003"


async def test_a_human_answers_the_last_address_that_is_still_theirs(sql: Rows, session: str) -> None:
    await sql.value("select find_or_create_contact('+33600000001', 'FR.42')")
    await sql.run(WROTE.replace("wamid.1", "wamid.0").replace("+33600000001", "FR.42"), JEAN)
    await sql.run(WROTE, JEAN)
    await sql.run("update subcontractors set phone = '+33600000099' where id = $1", JEAN)

    await sql.value("select answer_as_human($1, $2)", session, {"cloud": [PART]})

    assert await sql.column("select recipient from outbox") == ["FR.42"]


async def test_a_project_is_chosen_by_an_operator(sql: Rows, session: str) -> None:
    told = await sql.value("select select_project_as_operator($1, $2)", SITE, JEAN)

    assert told["allowed"]
    assert (told["session"]["id"], told["session"]["current_project_id"]) == (session, SITE)


REFUSED: dict[str, tuple[str, list[Any], str]] = {
    "an unknown session is handed off": ("hand_off_session($1)", [UNKNOWN], "RL002"),
    "an unknown session is released": ("release_session($1)", [UNKNOWN], "RL002"),
    "an unknown session is ended": ("end_session_as_operator($1, 'operator')", [UNKNOWN], "RL002"),
    "an unknown session is answered": ("answer_as_human($1, $2)", [UNKNOWN, {}], "RL002"),
    "no session": ("hand_off_session(null)", [], "RL002"),
    "an unknown project": ("select_project_as_operator($1, $2)", [UNKNOWN, JEAN], "RL002"),
    "an unknown person": ("select_project_as_operator($1, $2)", [SITE, UNKNOWN], "RL002"),
}


@pytest.mark.parametrize(("call", "values", "code"), REFUSED.values(), ids=REFUSED)
async def test_refused(sql: Rows, call: str, values: list[Any], code: str) -> None:
    with pytest.raises(asyncpg.PostgresError) as refused:
        await sql.value(f"select {call}", *values)

    assert refused.value.sqlstate == code


async def test_a_reason_of_nobody_is_refused(sql: Rows, session: str) -> None:
    with pytest.raises(asyncpg.PostgresError) as refused:
        await sql.value("select end_session_as_operator($1, 'boredom')", session)

    assert refused.value.sqlstate == "RL003"
