"""What the channels read and remember, before a real database: nothing that a provider posts is a 503 for ever."""

from __future__ import annotations

import pytest

from messages import Option, OutgoingPart, Part
from services.database.asyncpg import AsyncpgDatabase
from services.store import LaneRules, Store
from tests.fakes import graph, twilio
from tests.fakes.twilio import FakeTwilio
from tests.house import House
from tests.services.channels.twilio.channels import sending

OLD, NEW, STRANGER = "+33600000001", "+33700000009", "+33700000010"
OVERLONG = "S" * 3000


async def test_a_content_that_twilio_lost_is_created_again(database: AsyncpgDatabase) -> None:
    part = Part(kind="buttons", text="Que faire ?", options=(Option(id="view_sites_fr", title="Mes chantiers"),))
    async with FakeTwilio() as fake, sending(fake, contents=Store(database, LaneRules())) as channel:
        for lost in (False, True, False, False):
            if lost:
                fake.contents.clear()
            await channel.send(OutgoingPart(reply_id="reply-1", recipient=OLD, part=part))

    assert [sent.kind for sent in fake.sent] == ["buttons", "text", "buttons", "buttons"]
    assert fake.calls.count("content") == 2


async def test_a_changed_number_is_the_same_person(house: House) -> None:
    system = {"type": "user_changed_number", "wa_id": NEW.removeprefix("+"), "body": "changed"}
    changed = graph.text(OLD, "") | {"type": "system", "system": system, "from_user_id": None}
    await house.from_meta(graph.webhook([changed], contacts=[]))
    for phone in (NEW, STRANGER):
        message = graph.text(phone, "bonjour", from_user_id=None)
        await house.from_meta(graph.webhook([message], contacts=[]))
    await house.settled()

    who = "select contact_id from inbox where sender = $1"
    assert await house.rows.value(who, NEW) == await house.rows.value(who, OLD)
    assert await house.rows.value(who, STRANGER) != await house.rows.value(who, OLD)


@pytest.mark.parametrize("name", ["MessageSid", "WaId", "ExternalUserId", "OriginalRepliedMessageSid", "Body"])
async def test_an_overlong_field_of_twilio_is_stored(house: House, name: str) -> None:
    answer = await house.from_twilio(twilio.text(OLD, "bonjour") | {name: OVERLONG})

    assert answer.status_code == 200
    await house.until("select count(*) = 1 from inbox")


async def test_odd_characters_of_the_simulator_are_stored(house: House) -> None:
    answer = await house.from_simulator({"id": "a\0b", "phone": OLD, "text": "bon\0jour"})

    assert answer.status_code == 200
    await house.until("select count(*) = 1 from inbox where provider_message_id = 'sim.ab'")
