"""Messages that arrive together are one turn: who wrote words is answered, once."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any
from uuid import uuid4

import pytest

from tests.conftest import Logged, OpenHouse
from tests.fakes import graph
from tests.fakes.graph.webhooks import Item
from tests.phones import JEAN, WIRES, Phone
from tests.story.posting import post

STRANGER = "+33699999999"


@pytest.fixture
async def jean(house_of: OpenHouse) -> AsyncGenerator[Phone]:
    async with house_of(burst_quiet_ms=50) as house:
        yield Phone(house=house, wire=WIRES["cloud"])


def system(who: str = JEAN) -> Item:
    return {
        **graph.text(who, ""),
        "type": "system",
        "system": {"body": "mes chantiers", "type": "user_changed_user_id"},
    }


def reaction(who: str = JEAN) -> Item:
    return {**graph.text(who, ""), "type": "reaction", "reaction": {"emoji": "👍", "message_id": "wamid.x"}}


def text(body: str) -> Item:
    return graph.text(JEAN, body)


def photo(**file: Any) -> Item:
    return graph.media(JEAN, **file)


BURSTS = {
    "a system message first": ([system(), text("bonjour"), text("jean ici")], ["ignored", "answered", "merged"]),
    "a reaction between": ([text("bonjour"), reaction(), text("jean ici")], ["answered", "ignored", "merged"]),
    "a photo before its words": ([photo(), text("bonjour")], ["merged", "answered"]),
    "nothing to read": ([reaction(), photo()], ["ignored", "answered"]),
    "nothing but silence": ([system(), reaction()], ["ignored", "ignored"]),
}


@pytest.mark.parametrize(("items", "outcomes"), BURSTS.values(), ids=BURSTS)
async def test_each_message_of_a_burst_has_its_outcome(
    jean: Phone, items: list[Item], outcomes: list[str], logged: Logged
) -> None:
    seen = await post(jean, *(item | {"id": f"wamid.{uuid4().hex}"} for item in items))
    assert await jean.house.rows.column("select outcome from inbox order by id") == outcomes
    assert len(seen) == outcomes.count("answered")
    assert [line["outcome"] for line in logged("message.handled")] == outcomes


async def test_what_the_system_says_is_nobodys_words(jean: Phone) -> None:
    [hello] = await post(jean, system(), text("bonjour"))
    assert "Bonjour Jean" in hello.body


async def test_the_answer_belongs_to_the_message_that_was_answered(jean: Phone) -> None:
    said = text("bonjour")
    await post(jean, reaction(), said)
    story = await jean.house.rows.value("select get_story($1)", said["id"])
    assert [reply["state"] for reply in story["replies"]] == ["sent"]
    assert await jean.house.rows.column("select reply_to from messages where direction = 'outbound'") == [said["id"]]
    answers = "select i.provider_message_id from outbox o join inbox i on i.id = o.inbox_id"
    assert await jean.house.rows.column(answers) == [said["id"]]


async def test_the_answer_goes_to_the_newest_address(jean: Phone) -> None:
    by_phone, by_user_id = text("bonjour"), text("jean ici")
    del by_user_id["from"]
    await post(jean, by_phone, by_user_id)
    assert await jean.house.rows.column("select recipient from outbox") == ["FR.33600000001"]


async def test_a_caption_is_read_as_a_text(jean: Phone) -> None:
    [sites] = await post(jean, photo(caption="mes chantiers"))
    assert [option[1] for option in sites.options] == ["Champigny", "Bureau", "Garage"]


async def test_a_photo_without_words_is_kept(jean: Phone) -> None:
    [kept] = await post(jean, photo())
    assert kept.body == "Je l'ai bien reçu. C'est pour quoi ?"


@pytest.mark.parametrize("item", [system, reaction], ids=["system", "reaction"])
async def test_a_strangers_silence_is_not_answered(jean: Phone, item: Any) -> None:
    assert await post(Phone(house=jean.house, wire=jean.wire, number=STRANGER), item(STRANGER)) == []
    assert await jean.house.rows.column("select outcome from inbox") == ["ignored"]
