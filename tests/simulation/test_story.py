"""People of the simulator talk to the real relais, through Meta's contract and through Twilio's."""

from __future__ import annotations

import pytest

from simulation import Person, SendTrouble, Simulation
from tests.door.servers import on_one_server
from tests.house import House
from tests.phones import JEAN

pytestmark = on_one_server

PHONES = {"cloud": JEAN, "twilio": f"whatsapp:{JEAN}"}
PHOTO = b"\xff\xd8\xff a photo"


@pytest.fixture(params=list(PHONES.values()), ids=list(PHONES))
def jean(request: pytest.FixtureRequest, simulation: Simulation, relais: House) -> Person:  # noqa: ARG001 - is there
    return simulation.person(request.param)


async def test_a_conversation(jean: Person, relais: House, simulation: Simulation, told: list[str]) -> None:
    assert await simulation.subscribe() is None

    await jean.text("Bonjour")
    menu = await jean.receives()
    assert "Bonjour Jean" in menu.text
    await jean.tap(menu, "Voir mes chantiers")
    sites = await jean.receives()
    assert sites.titles == ("Champigny", "Bureau", "Garage")
    await jean.tap(sites, "Champigny")
    assert "Champigny" in (await jean.receives()).text

    await relais.until("select count(*) = 3 and bool_and(state = 'read') from outbox")
    assert await relais.rows.column("select outcome from inbox order by id") == ["answered"] * 3
    assert told == []


async def test_a_message_that_comes_twice_is_answered_once(jean: Person, relais: House) -> None:
    message_id = await jean.text("Bonjour")
    await jean.text("Bonjour", id=message_id)

    await jean.receives()
    await relais.settled()
    assert await relais.rows.value("select count(*) from inbox") == 1


async def test_a_photo_is_fetched_with_the_credentials(jean: Person, relais: House) -> None:
    await jean.photo(PHOTO, caption="la dalle")

    await relais.until("select state = 'stored' and bytes = $1 from media_files", len(PHOTO))
    assert await relais.rows.value("select content #>> '{media,0,caption}' from inbox") == "la dalle"


async def test_a_message_is_read_when_the_bot_types(jean: Person) -> None:
    message_id = await jean.text("Bonjour")
    await jean.receives()

    await jean.state(message_id, "read")


async def test_what_was_refused_for_a_while_arrives_later(jean: Person, simulation: Simulation) -> None:
    simulation.trouble = SendTrouble.RATE_LIMITED
    await jean.text("Bonjour")
    await simulation.met()
    simulation.trouble = None

    answer = await jean.receives()
    await jean.state(answer.id, "read")


@pytest.mark.parametrize("trouble", [SendTrouble.WINDOW_CLOSED, SendTrouble.REFUSED], ids=lambda one: one.value)
async def test_what_does_not_arrive_is_told(
    jean: Person, simulation: Simulation, relais: House, trouble: SendTrouble
) -> None:
    simulation.trouble = trouble
    await jean.text("Bonjour")

    await relais.until("select state = 'failed' from outbox")


async def test_a_lost_answer_makes_no_second_message(jean: Person, simulation: Simulation, relais: House) -> None:
    simulation.trouble = SendTrouble.LOST_ANSWER
    await jean.text("Bonjour")
    answer = await jean.receives()

    await jean.state(answer.id, "read")
    await relais.until("select state = 'read' from outbox")
    assert len([one for one in simulation.network.chats.of(jean.phone).messages if one.direction == "out"]) == 1
    simulation.close()  # or relais waits for the answer until the end


async def test_who_hides_their_phone_is_answered(simulation: Simulation, relais: House) -> None:
    stranger = simulation.person("FR.1a2b3c")
    await stranger.text("Bonjour")

    assert (await stranger.receives()).text
    assert await relais.rows.value("select sender from inbox") == "FR.1a2b3c"


async def test_a_place_and_a_reaction_are_understood(simulation: Simulation, relais: House) -> None:
    jean = simulation.person(JEAN)
    await jean.text("Bonjour")
    menu = await jean.receives()
    await jean.reaction(menu.id, "👍")
    await jean.location(48.8, 2.5, name="Champigny")

    await relais.until("select count(*) = 3 from inbox where state = 'done'")
    assert await relais.rows.column("select kind from inbox order by id") == ["text", "reaction", "location"]
    assert (
        await relais.rows.value("select content #>> '{reaction,message_id}' from inbox order by id offset 1") == menu.id
    )
