"""What a turn logs behind open_session carries its session."""

from __future__ import annotations

from tests.conftest import Logged
from tests.phones import Phone

BEHIND = (
    "session.created",
    "session.reused",
    "history.loaded",
    "intent.classified",
    "tool_outputs.searched",
    "tool_outputs.found",
    "direct_action.unresolved",
    "project.denied",
    "message.handled",
)


async def test_every_line_behind_open_session_carries_the_session(jean: Phone, logged: Logged) -> None:
    await jean.says("bonjour")
    await jean.says("1")
    await jean.taps_id("tasks_9")
    await jean.taps_id("proj_90000000-0000-4000-8000-000000000004")

    [session_id] = await jean.house.rows.column("select id from conversation_sessions")
    lines = logged(*BEHIND)
    assert {line["event"] for line in lines} == set(BEHIND)
    assert [line for line in lines if line.get("session_id") != session_id] == []


async def test_a_session_ends_with_its_turn(jean: Phone, logged: Logged) -> None:
    await jean.says("bonjour")
    stranger = Phone(house=jean.house, wire=jean.wire, number="+33699999999")
    await stranger.says("bonjour")
    assert [line.get("session_id") for line in logged("person.refused")] == [None]
