"""What the page's panel is told of a message."""

from __future__ import annotations

from tests.house import House
from tests.phones import JEAN


async def test_a_story_is_of_the_simulator_alone(house: House) -> None:
    await house.from_simulator({"id": "1", "phone": JEAN, "text": "Bonjour"})
    await house.settled()
    [own] = await house.rows.column("select id::text from messages where direction = 'inbound'")

    told = (await house.http.get("/simulator/story", params={"id": "sim.1"})).json()
    assert told["title"] == "Bonjour"
    titles = [section["title"] for section in told["sections"]]
    assert titles == ["Message", "Session", "Étapes", "Intention", "Outils", "Réponses"]
    assert told["sections"][2]["bars"][0]["name"] == "identify"
    for unknown in ("sim.2", "wamid.1", own, ""):
        assert (await house.http.get("/simulator/story", params={"id": unknown})).status_code == 404
