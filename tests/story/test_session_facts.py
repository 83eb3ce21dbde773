"""What a session keeps about itself: where it stands, what it cost, what it was about, why it ended."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.door.servers import on_one_server
from tests.fakes import graph
from tests.phones import JEAN, WIRES, Phone

pytestmark = on_one_server

SESSION = "select status, ended_reason, phase, turn_count, summary from conversation_sessions order by started_at desc, ended_at desc nulls first limit 1"
COST = "select total_cost from conversation_sessions"


async def test_the_phase_says_where_a_conversation_stands(jean: Phone) -> None:
    async def phase() -> str:
        return str(await jean.house.rows.value("select phase from conversation_sessions"))

    [hello] = await jean.says("Bonjour")
    assert await phase() == "menu"
    [sites] = await jean.taps(hello, "Voir mes chantiers")
    assert await phase() == "choosing_project"
    [tasks] = await jean.taps(sites, "Champigny")
    assert await phase() == "choosing_task"
    await jean.taps(tasks, tasks.options[0][1])
    assert await phase() == "reading_task"
    await jean.says("merci")
    assert await phase() == "reading_task"
    await jean.says("je veux parler à quelqu'un")
    assert await phase() == "with_human"


FAREWELLS = ("Au revoir !", "bye", "Fin de la conversation", "auf Wiedersehen", "مع السلامة")


@pytest.mark.parametrize("said", FAREWELLS)
async def test_who_says_goodbye_ends_the_conversation(jean: Phone, said: str) -> None:
    await jean.says("Champigny")
    [goodbye] = await jean.says(said)
    assert goodbye.body
    assert not goodbye.options
    [ended] = await jean.house.rows.all(SESSION)
    assert (ended["status"], ended["ended_reason"]) == ("ended", "user_request")

    await jean.says("bonjour")
    assert await jean.house.rows.column("select status from conversation_sessions order by started_at") == [
        "ended",
        "active",
    ]


async def test_a_goodbye_that_says_more_is_answered(jean: Phone) -> None:
    await jean.says("au revoir Champigny, montre-moi mes tâches")
    [session] = await jean.house.rows.all(SESSION)
    assert session["status"] == "active"


async def test_the_summary_says_what_it_was_about(jean: Phone) -> None:
    await jean.says("Bonjour")
    await jean.says("Champigny")
    await jean.says("mes tâches")
    await jean.says("mes tâches")
    await jean.house.rows.run("update conversation_sessions set last_message_at = started_at + interval '90 seconds'")
    session = await jean.house.rows.value("select id from conversation_sessions")
    assert await jean.house.rows.value("select end_session($1, 'operator')", session)

    [ended] = await jean.house.rows.all(SESSION)
    assert (ended["ended_reason"], ended["turn_count"]) == ("operator", 4)
    summary = ended["summary"].split(" · ")
    assert summary[:2] == ["messages 8, turns 4, minutes 2", "Champigny"]
    assert "greeting" in summary[2]
    assert "list_tasks ×2" in summary[2]


@pytest.mark.parametrize(
    ("wire", "prices", "cost"),
    [
        ("cloud", {}, "0"),
        ("cloud", {"message.cloud.out": "0.0034"}, "0.0068"),
        ("cloud", {"message.cloud.in": "0.001", "message.cloud.out": "0.0034"}, "0.0088"),
        ("twilio", {}, "0.02"),
    ],
    ids=["as-delivered", "by-the-rate-card", "both-ways", "twilio"],
)
async def test_messages_are_billed_to_their_session(jean: Phone, wire: str, prices: dict[str, str], cost: str) -> None:
    for item, usd in prices.items():
        await jean.house.rows.run("update prices set usd = $2 where item = $1", item, Decimal(usd))
    phone = Phone(house=jean.house, wire=WIRES[wire], number=JEAN)
    await phone.says("Bonjour")
    await phone.says("merci")
    await jean.house.settled()
    assert await jean.house.rows.value(COST) == Decimal(cost)


async def test_a_status_that_comes_again_bills_nothing(jean: Phone) -> None:
    await jean.house.rows.run("update prices set usd = 0.5 where item = 'message.cloud.out'")
    await jean.says("Bonjour")
    await jean.house.settled()
    [sent] = jean.house.graph.sent
    for state in ("sent", "delivered", "delivered", "read"):
        await jean.house.from_meta(graph.webhook(statuses=[graph.status(sent.id, state, reply_id=sent.reply_id or "")]))
    assert await jean.house.rows.value(COST) == Decimal("0.5")
