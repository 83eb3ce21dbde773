"""What stands between the bot and a human, in rows: who may speak, what is said of it, and what the new session knows."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rows import Rows
from tests.sql.demo import JEAN

RULES = {"lease_seconds": 30, "reconcile_seconds": 600, "rate_per_second": 80, "pair_burst": 45}
HANDED = "update subcontractors set handoff_until = now() + interval '1 h' where id = $1"
OPENED = "select open_session($1, null, 20, '{}')"


@pytest.fixture
async def session(sql: Rows) -> str:
    """An open session of Jean, who has written from the simulator."""
    await sql.run("insert into contacts (id) values ($1) on conflict do nothing", JEAN)
    await sql.run(
        "insert into inbox (contact_id, channel, provider_message_id, sender, kind, content) "
        "values ($1, 'simulator', 'sim.1', '+33600000001', 'text', '{}')",
        JEAN,
    )
    return str(await sql.value("select get_or_create_session($1)", JEAN))


async def _part(sql: Rows, **fields: Any) -> int:
    part = {"part": 1, "recipient": "+33600000001", "channel": "simulator", "payload": {"kind": "text"}, **fields}
    await sql.value("select add_replies($1, null, $2)", JEAN, [part])
    return int(await sql.value("select max(id) from outbox"))


async def _next(sql: Rows) -> int | None:
    found = await sql.value("select next_reply($1, 'w', $2)", JEAN, RULES)
    return found["id"] if found else None


async def _said(sql: Rows, session: str, direction: str, body: str, ago: str, **metadata: str) -> None:
    await sql.run(
        "insert into messages (subcontractor_id, session_id, direction, body, metadata, created_at) "
        "values ($1, $2, $3, $4, $5, now() - $6::text::interval)",
        JEAN, session, direction, body, metadata, ago,
    )  # fmt: skip


@pytest.mark.usefixtures("session")
async def test_a_part_that_was_written_after_the_human_came_is_held_back_as_well(sql: Rows) -> None:
    await sql.run(HANDED, JEAN)
    bots = await _part(sql)
    humans = await _part(sql, part=2, during_handoff=True)
    assert await _next(sql) == humans
    assert await sql.value("select state from outbox where id = $1", bots) == "failed"


@pytest.mark.usefixtures("session")
async def test_when_the_time_is_over_the_bot_may_speak(sql: Rows) -> None:
    await sql.run("update subcontractors set handoff_until = now() where id = $1", JEAN)
    assert await _part(sql) == await _next(sql)


async def test_a_turn_that_is_tried_again_says_again_that_the_bot_is_back(sql: Rows, session: str) -> None:
    await sql.value("select begin_handoff($1, $2)", JEAN, session)
    await sql.run("update subcontractors set handoff_until = now() where id = $1", JEAN)
    first, again = [await sql.value(OPENED, JEAN) for _ in range(2)]
    assert (first["handoff_notice"], again["handoff_notice"]) == ("back_unanswered", "back_unanswered")
    await _said(sql, first["session_id"], "outbound", "me voilà", "0 s")
    assert (await sql.value(OPENED, JEAN))["handoff_notice"] is None


async def test_the_history_goes_on_from_what_the_human_said(sql: Rows, session: str) -> None:
    await _said(sql, session, "inbound", "avant", "3 h")
    await sql.value("select begin_handoff($1, $2)", JEAN, session)
    await _said(sql, session, "outbound", "Paul ici", "2 h", author="human")
    await sql.run("update subcontractors set handoff_until = null where id = $1", JEAN)
    opened = await sql.value(OPENED, JEAN)
    assert opened["created"]
    await _said(sql, opened["session_id"], "inbound", "après", "0 s")
    history = (await sql.value(OPENED, JEAN))["history"]
    assert [(item["body"], item["author"]) for item in history] == [
        ("avant", None),
        ("Paul ici", "human"),
        ("après", None),
    ]
    shortened = await sql.value("select recent_messages($1, $2, 2)", JEAN, opened["session_id"])
    assert [item["body"] for item in shortened] == ["Paul ici", "après"]


CONTINUED = {
    "just now": ("escalated", "1 h", None, True),
    "long ago": ("escalated", "25 h", None, False),
    "the hours ended lately": ("escalated", "25 h", "20 h", True),
    "it was ended": ("ended", "1 h", None, False),
}


@pytest.mark.parametrize("case", CONTINUED.values(), ids=CONTINUED)
async def test_what_a_new_session_continues(sql: Rows, session: str, case: tuple[str, str, str | None, bool]) -> None:
    status, wrote, until, continued = case
    await sql.run(
        "update conversation_sessions set status = $2, last_message_at = now() - $3::text::interval where id = $1",
        session, status, wrote,
    )  # fmt: skip
    await sql.run("update subcontractors set handoff_until = now() - $2::text::interval where id = $1", JEAN, until)
    new = await sql.value("select get_or_create_session($1)", JEAN)
    found = await sql.value("select continues from conversation_sessions where id = $1", new)
    assert found == (session if continued else None)


DAYS: dict[str, tuple[str, list[tuple[str, str]], str | None, str | None]] = {
    "it has just begun": ("1 h", [], None, None),
    "a day": ("25 h", [], None, "waiting"),
    "told today": ("50 h", [], "2 h", None),
    "told yesterday": ("50 h", [], "25 h", "waiting"),
    "answered, nothing since": ("50 h", [("outbound", "49 h")], None, None),
    "answered, and written lately": ("50 h", [("outbound", "49 h"), ("inbound", "3 h")], None, None),
    "answered, and written long ago": ("50 h", [("outbound", "49 h"), ("inbound", "26 h")], None, "waiting"),
    "answered last": ("50 h", [("inbound", "49 h"), ("outbound", "30 h")], None, None),
}


@pytest.mark.parametrize("case", DAYS.values(), ids=DAYS)
async def test_who_has_waited_for_a_day(
    sql: Rows, session: str, case: tuple[str, list[tuple[str, str]], str | None, str | None]
) -> None:
    began, said, told, expected = case
    await sql.value("select begin_handoff($1, $2)", JEAN, session)
    await sql.run(
        "update conversation_sessions set ended_at = now() - $2::text::interval, "
        "reminded_at = now() - $3::text::interval where id = $1",
        session, began, told,
    )  # fmt: skip
    for direction, ago in said:
        await _said(sql, session, direction, "…", ago, **({"author": "human"} if direction == "outbound" else {}))
    opened = await sql.value(OPENED, JEAN)
    assert (opened["handed_off"], opened["handoff_notice"]) == (True, expected)


@pytest.mark.parametrize("switch", ["off", None], ids=["off", "never set"])
async def test_a_company_without_an_address_is_not_told(sql: Rows, switch: str | None) -> None:
    await sql.run("delete from runtime_settings where name = 'company_webhook'")
    if switch:
        await sql.run("insert into runtime_settings values ('company_webhook', $1)", switch)
    assert await sql.value("select notify_company($1, 'incident', '{}')", JEAN) is False
    assert await sql.value("select count(*) from notifications") == 0


async def test_what_is_told_cannot_pass_for_somebody_else(sql: Rows) -> None:
    await sql.run(
        "insert into runtime_settings values ('company_webhook', 'on') on conflict (name) do update set value = 'on'"
    )
    forged = {"kind": "escalation", "person": {"phone": "+1"}, "id": "mine", "number": 7}
    await sql.value("select notify_company($1, 'incident', $2)", JEAN, forged)
    [told] = (await sql.value("select claim_notifications(5, 30)"))["notifications"]
    body = told["body"]
    assert (body["kind"], body["person"]["phone"], body["id"]) == ("incident", "+33600000001", told["id"])
    assert body["number"] == 7
    assert (await sql.value("select claim_notifications(5, 30)"))["notifications"] == [], "it is leased"
    args = [JEAN, told["id"], told["attempts"] + 1]
    assert await sql.value("select notification_failed($1, $2, $3, 'x', null)", *args) is False
    assert await sql.value("select notification_sent($1, $2)", *args[:2]) is True
    assert await sql.value("select notification_failed($1, $2, 1, 'x', 0)", *args[:2]) is False
