"""A message is shown as read, and an answer as on its way, when its turn starts."""

from __future__ import annotations

from handlers.typing import Typing
from services.store import Turn, WaitingMessage
from tests.conftest import OpenHouse
from tests.door.waiting import eventually
from tests.fakes import graph, twilio
from tests.fakes.graph import HANG
from tests.house import House
from tests.phones import JEAN


async def test_the_message_is_read_when_its_turn_starts(house: House) -> None:
    message = graph.text(JEAN, "merci")
    await house.from_meta(graph.webhook([message]))
    await house.settled()
    assert house.graph.read == [message["id"]]


async def test_twilio_shows_it_too(house: House) -> None:
    form = twilio.text(JEAN, "merci")
    await house.from_twilio(form)
    await house.settled()
    assert house.twilio.typing == [form["MessageSid"]]


async def test_it_is_shown_again_while_the_turn_runs(house: House) -> None:
    house.graph.known.add("wamid.long")
    message = WaitingMessage(
        id=1, channel="cloud", provider_message_id="wamid.long", sender=JEAN, kind="text", content={}, received_at=""
    )
    turn = Turn(contact_id="", fence=1, attempts=1, person=None, messages=(message,))

    async def shown_thrice() -> bool:
        return len(house.graph.read) >= 3

    shown = Typing({"cloud": house.channel("cloud")}, repeat_seconds=0.05)
    async with shown.shown(turn):
        await eventually(shown_thrice)
    await shown.close()
    assert set(house.graph.read) == {"wamid.long"}


async def test_a_provider_that_hangs_holds_nobody_up(house_of: OpenHouse) -> None:
    async with house_of(burst_quiet_ms=0) as house:
        house.graph.trouble(HANG, at="typing")
        await house.from_meta(graph.webhook([graph.text(JEAN, "merci")]))
        await house.settled()
        assert len(house.graph.sent) == 1


async def test_nothing_is_shown_while_a_human_has_the_conversation(house: House) -> None:
    await house.rows.run("update subcontractors set handoff_until = now() + interval '1 hour' where phone = $1", JEAN)
    await house.from_meta(graph.webhook([graph.text(JEAN, "merci")]))
    await house.settled()
    assert house.graph.read == []
