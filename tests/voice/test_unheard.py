"""A voice message that nobody understands is kept, and the person is asked to type."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from aiohttp import web

from tests.conftest import Logged, OpenHouse
from tests.door.servers import on_one_server
from tests.fakes import graph
from tests.fakes.speech import FakeSpeech
from tests.house import House
from tests.phones import JEAN
from tests.voice.notes import note, post, sound, speak

pytestmark = on_one_server

PLEASE_TYPE = "J'ai conservé votre message vocal, mais je ne peux pas l'écouter"

FAILURES: dict[str, tuple[Callable[[House, FakeSpeech], None], str]] = {
    "the service is away": (
        lambda _house, speech: speech.trouble(web.Response(status=503)),
        "the service answered 503",
    ),
    "the key is wrong": (lambda _house, speech: speech.trouble(web.Response(status=401)), "the service answered 401"),
    "it leads elsewhere": (
        lambda _house, speech: speech.trouble(web.Response(status=307, headers={"Location": "https://evil.example"})),
        "the service answered 307",
    ),
    "it speaks no JSON": (
        lambda _house, speech: speech.trouble(web.Response(text="<html>")),
        "the service answered no JSON",
    ),
    "it speaks other JSON": (
        lambda _house, speech: speech.trouble(web.json_response(["bonjour"])),
        "the service answered no JSON object",
    ),
    "it hears nothing": (
        lambda _house, speech: speech.trouble(web.json_response({"text": " \n"})),
        "the service heard no words",
    ),
    "it takes too long": (
        lambda _house, speech: speech.open.clear(),
        "the service did not answer to the end (TimeoutError)",
    ),
    "the file is away": (lambda house, _speech: house.graph.media.shelf.trouble(503), "Meta answered 503"),
}


@pytest.mark.parametrize(("strike", "reason"), FAILURES.values(), ids=FAILURES)
async def test_on_any_failure_the_person_is_asked_to_type(
    house: House, speech: FakeSpeech, logged: Logged, strike: Callable[[House, FakeSpeech], None], reason: str
) -> None:
    strike(house, speech)
    answer = await speak(house, speech, "bonjour")

    assert answer.startswith(PLEASE_TYPE)
    assert [line["reason"] for line in logged("voice.not_transcribed")] == [reason]
    await house.until("select state = 'stored' from media_files")


async def test_what_is_no_sound_is_sent_to_nobody(house: House, speech: FakeSpeech) -> None:
    answer = await post(house, note(house, b"<html><script>"))

    assert answer.startswith(PLEASE_TYPE)
    assert speech.asked == []


async def test_without_a_service_the_person_is_asked_to_type(house_of: OpenHouse) -> None:
    async with house_of(burst_quiet_ms=0) as house:
        answer = await post(house, note(house, sound("bonjour")))
        await house.until("select state = 'stored' from media_files")

    assert answer.startswith(PLEASE_TYPE)
    assert [option[1] for option in house.graph.sent[-1].options][:1] == ["Voir mes chantiers"]


async def test_one_of_two_that_is_not_understood_is_said_to_be(house: House, speech: FakeSpeech) -> None:
    speech.says(sound("mes chantiers"), "mes chantiers")
    answer = await post(house, note(house, sound("mes chantiers")), note(house, sound("?")))

    assert answer.startswith("🎙 “mes chantiers”\n\n" + PLEASE_TYPE)
    assert [option[1] for option in house.graph.sent[-1].options] == ["Champigny", "Bureau", "Garage"]


async def test_beside_a_text_it_is_not_passed_over(house: House) -> None:
    answer = await post(house, note(house, sound("?")), graph.text(JEAN, "mes chantiers"))

    assert answer.startswith(PLEASE_TYPE)
    assert [option[1] for option in house.graph.sent[-1].options] == ["Champigny", "Bureau", "Garage"]


async def test_a_report_that_is_open_goes_on_without_the_menu(house: House) -> None:
    await post(house, graph.text(JEAN, "mes chantiers"))
    await post(house, graph.text(JEAN, "Champigny"))
    await post(house, graph.button(JEAN, "report_incident", "Signaler un incident"))
    flow = await house.rows.value("select flow ->> 'id' from conversation_sessions where status = 'active'")
    assert flow
    answer = await post(house, note(house, sound("?")))

    assert answer.startswith(PLEASE_TYPE)
    assert "Voir mes chantiers" not in [option[1] for option in house.graph.sent[-1].options]
    assert await house.rows.value("select flow ->> 'id' from conversation_sessions where status = 'active'") == flow
