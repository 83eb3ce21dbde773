"""Whoever sent a file that was given up is told, once, where it can be said; what they report stays open."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import pytest

from tests.conftest import OpenHouse
from tests.door.servers import on_one_server
from tests.fakes import graph
from tests.fakes.files import Held
from tests.fakes.graph import GraphError
from tests.house import House
from tests.media.files import PHOTO, fetched, lies_at, send
from tests.phones import JEAN

pytestmark = on_one_server

GONE = GraphError(100, "does not exist", 400, 33)
NOTICES = "select payload ->> 'text' from outbox where part = -1 order by id"


@pytest.fixture
async def house(house_of: OpenHouse) -> AsyncGenerator[House]:
    async with house_of(burst_quiet_ms=200, max_attempts=2, retry_base_seconds=0.01) as opened:
        yield opened


async def _lose(house: House, kind: str = "image", **file: str) -> None:
    """Send a file that Meta forgets at once."""
    house.graph.media.trouble(GONE)
    await send(house, "1234", kind, **file)
    await fetched(house)
    await house.settled()


KINDS: dict[str, str] = {
    "image": "Une photo n'est pas arrivée. Merci de la renvoyer.",
    "video": "Une vidéo n'est pas arrivée. Merci de la renvoyer.",
    "audio": "Un message vocal n'est pas arrivé. Merci de le renvoyer.",
    "document": "Un fichier n'est pas arrivé. Merci de le renvoyer.",
    "sticker": "Un fichier n'est pas arrivé. Merci de le renvoyer.",
}


@pytest.mark.parametrize(("kind", "sentence"), KINDS.items(), ids=KINDS)
async def test_a_file_that_is_lost_is_asked_for_again(house: House, kind: str, sentence: str) -> None:
    await _lose(house, kind)

    assert await house.rows.column(NOTICES) == [sentence]
    assert [sent.body for sent in house.graph.sent][-1] == sentence
    assert {sent.to for sent in house.graph.sent} == {JEAN}


UNFIT: dict[str, tuple[Held, str]] = {
    "a page": (Held(content=b"<html>"), "Je ne peux pas garder ce type de fichier. Merci d'envoyer une photo, "),
    "too large": (Held(content=bytes(1024), times=17 * 1024), "Un fichier est trop gros pour moi : 16 Mo au maximum."),
}


@pytest.mark.parametrize(("held", "sentence"), UNFIT.values(), ids=UNFIT)
async def test_what_can_never_be_kept_is_not_asked_for_again(house: House, held: Held, sentence: str) -> None:
    await send(house, house.graph.media.put(held))
    await fetched(house)

    [told] = await house.rows.column(NOTICES)
    assert told.startswith(sentence)


async def test_it_is_said_in_the_language_of_the_conversation(house: House) -> None:
    await _lose(house, caption="I would like to see the tasks of today please")

    assert await house.rows.column(NOTICES) == ["A photo did not arrive. Please send it again."]


async def test_an_album_is_one_sentence(house: House) -> None:
    house.graph.media.trouble(GONE, GONE, GONE)
    items = [graph.media(JEAN, id=str(number)) for number in range(3)]
    await house.from_meta(graph.webhook(items))
    await fetched(house, 3)
    await house.settled()

    assert await house.rows.column("select turn_count from conversation_sessions") == [1]
    assert len(await house.rows.column(NOTICES)) == 1


async def test_what_comes_after_all_is_not_spoken_of(house: House) -> None:
    house.graph.media.shelf.trouble(503)
    await send(house, house.graph.media.put(Held(content=PHOTO)))
    await fetched(house)

    assert await house.rows.column("select attempts from media_files") == [2]
    assert await house.rows.column(NOTICES) == []


async def test_a_report_that_is_open_stays_open(house: House) -> None:
    await house.from_meta(graph.webhook([graph.text(JEAN, "bonjour")]))
    await house.settled()
    flow = {"id": "f", "name": "report_incident"}
    await house.rows.run("update conversation_sessions set flow = $1", flow)
    await _lose(house)

    assert len(await house.rows.column(NOTICES)) == 1
    assert (await house.rows.value("select flow ->> 'id' from conversation_sessions")) == "f"


CHANGES: dict[str, str] = {
    "a human has the conversation": "update subcontractors set handoff_until = now() + interval '1 hour'",
    "the window is closed": "update inbox set received_at = now() - interval '25 hours'",
    "they are not active any more": "update subcontractors set active = false",
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
async def test_nothing_is_said_where_it_cannot_be(house: House, change: str) -> None:
    shelf = house.graph.media.shelf
    shelf.open.clear()
    shelf.trouble(404)
    await send(house, house.graph.media.put(Held(content=PHOTO)))
    await house.until("select count(*) = 1 from media_files where attempts = 1")
    await house.settled()
    await house.rows.run(change)
    shelf.open.set()
    await fetched(house)

    assert await house.rows.column("select state from media_files") == ["failed"]
    assert await house.rows.column(NOTICES) == []


async def test_a_file_of_no_known_message_is_lost_in_silence(house: House) -> None:
    await lies_at(house.rows, "https://evil.example/1")
    house.parts.wakeups.ring_here("media")
    await fetched(house)

    assert await house.rows.column("select last_error from media_files") == [
        "Twilio names an address that is not Twilio's"
    ]
    assert await house.rows.column(NOTICES) == []


async def test_it_is_said_when_the_last_try_has_failed(house: House) -> None:
    house.graph.media.shelf.trouble(500, 500)
    await send(house, house.graph.media.put(Held(content=PHOTO)))
    await fetched(house)

    assert await house.rows.all("select state, attempts from media_files") == [{"state": "failed", "attempts": 2}]
    assert len(await house.rows.column(NOTICES)) == 1
