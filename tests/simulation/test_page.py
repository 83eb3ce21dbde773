"""The doors of the page: as relais' own simulator has them, over chats in memory."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from simulation import CloudAccount, Simulation, Somebody, open_simulation
from tests.phones import JEAN
from tests.simulation.bots import Bot
from tests.simulation.test_contract import MESSAGES, buttons

Json = dict[str, Any]


def written(**said: Any) -> Json:
    return {"id": "one", "phone": JEAN, "text": "Bonjour"} | said


async def items(page: httpx.AsyncClient, phone: str, count: int) -> list[Json]:
    """Return the first items of a chat's stream."""
    found: list[Json] = []
    async with page.stream("GET", "/events", params={"phone": phone}) as stream:
        async for line in stream.aiter_lines():
            if line.startswith('data: {"'):
                found.append(json.loads(line.removeprefix("data: ")))
            if len(found) == count:
                break
    return found


async def test_the_page_is_relais_own(page: httpx.AsyncClient) -> None:
    shown = await page.get(str(page.base_url).rstrip("/"))
    script = await page.get("/static/simulator.js")

    assert (shown.status_code, script.status_code) == (200, 200)
    assert "default-src 'none'" in shown.headers["Content-Security-Policy"]
    assert (await page.get("/static/..%2f__init__.py")).status_code == 404


async def test_people_of_both_providers(page: httpx.AsyncClient) -> None:
    people = (await page.get("/people")).json()

    assert people[0] == {
        "phone": JEAN, "name": "Jean", "language": "fr", "active": True, "user_id": "FR.33600000001"
    }  # fmt: skip
    assert people[6] == people[0] | {
        "phone": f"whatsapp:{JEAN}", "name": "Jean (Twilio)", "user_id": "whatsapp:FR.33600000001"
    }  # fmt: skip


async def test_people_of_ones_own() -> None:
    people = [Somebody(phone="+4915112345678", name="Anna")]
    async with open_simulation(people=people, cloud=CloudAccount()) as own, httpx.AsyncClient() as client:
        told = (await client.get(f"{own.url}/simulator/people")).json()

    assert told == [{"phone": "+4915112345678", "name": "Anna", "active": True, "user_id": "FR.4915112345678"}]


async def test_a_chat_is_streamed(page: httpx.AsyncClient, api: httpx.AsyncClient, bot: Bot) -> None:
    await page.post("/messages", json=written())
    await api.post(MESSAGES, json=buttons("Oui", "Non"))
    await bot.webhooks(4)

    said, answer = await items(page, JEAN, 2)
    assert (said["direction"], said["content"], said["state"]) == (
        "in",
        {"kind": "text", "text": "Bonjour"},
        "delivered",
    )
    assert said["provider_message_id"] == "wamid.one"
    assert (answer["direction"], answer["part"]["kind"], answer["answers"]) == ("out", "buttons", "wamid.one")
    assert [option["title"] for option in answer["part"]["options"]] == ["Oui", "Non"]


async def test_the_page_finds_what_it_wrote_through_twilio(page: httpx.AsyncClient, bot: Bot) -> None:
    """It looks for its own id at the end of the provider's."""
    own, phone = "0f8fad5b-d9cb-469f-a165-70867728950e", f"whatsapp:{JEAN}"
    await page.post("/messages", json=written(id=own, phone=phone))
    [posted] = await bot.webhooks(1)

    [item] = await items(page, phone, 1)
    assert item["provider_message_id"] == f"{posted.form['MessageSid']}.{own}"
    assert (await page.get("/story", params={"id": posted.form["MessageSid"]})).status_code == 200


NONSENSE: dict[str, bytes] = {
    "no JSON": b"{",
    "no object": b"[]",
    "nobody": json.dumps(written(phone="Jean")).encode(),
    "nothing": json.dumps(written(text="")).encode(),
    "no id": json.dumps(written(id="")).encode(),
    "an empty batch": b'{"messages": []}',
    "a file that is not there": json.dumps(written(text="", media={"id": "1", "mime_type": "image/png"})).encode(),
    "a place that is none": json.dumps(written(text="", location={"latitude": "x", "longitude": 1})).encode(),
}


@pytest.mark.parametrize("body", NONSENSE.values(), ids=NONSENSE)
async def test_nonsense_is_refused(page: httpx.AsyncClient, bot: Bot, body: bytes) -> None:
    answer = await page.post("/messages", content=body, headers={"Content-Type": "application/json"})

    assert answer.status_code == 400
    assert answer.json()["error"]
    assert bot.posted == []


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/messages"), ("POST", "/files"), ("PUT", "/trouble")], ids=lambda one: one
)
async def test_no_page_of_another_site_writes(page: httpx.AsyncClient, method: str, path: str) -> None:
    foreign = {"Origin": "https://evil.example"}

    assert (await page.request(method, path, json=written(), headers=foreign)).status_code == 403


FILES: dict[str, tuple[str, str]] = {
    "a picture is shown": ("image/jpeg", "inline"),
    "a sound is played": ("audio/ogg", "inline"),
    "a page is saved": ("text/html", "attachment"),
    "a drawing that may do something is saved": ("image/svg+xml", "attachment"),
}


@pytest.mark.parametrize(("mime_type", "shown"), FILES.values(), ids=FILES)
async def test_a_file_is_kept_and_handed_out(page: httpx.AsyncClient, mime_type: str, shown: str) -> None:
    headers = {"Content-Type": mime_type, "X-Filename": "r%C3%A9serve"}
    kept = (await page.post("/files", content=b"content", headers=headers)).json()
    handed = await page.get(f"/files/{kept['id']}")

    assert (kept["mime_type"], kept["bytes"], handed.content) == (mime_type, 7, b"content")
    assert handed.headers["Content-Disposition"].startswith(shown)
    assert handed.headers["X-Content-Type-Options"] == "nosniff"


async def test_an_empty_file_is_refused(page: httpx.AsyncClient) -> None:
    assert (await page.post("/files", content=b"")).status_code == 400
    assert (await page.get("/files/1")).status_code == 404


async def test_trouble_is_switched(page: httpx.AsyncClient, simulation: Simulation) -> None:
    shown = (await page.put("/trouble", json={"send": "rate_limited"})).json()

    assert shown == (await page.get("/trouble")).json()
    assert (shown["sends"]["chosen"], simulation.trouble and simulation.trouble.value) == ("rate_limited",) * 2
    assert {"rate_limited", "pair_limited", "lost_answer", "window_closed", "server_error", "refused"} == {
        choice["name"] for choice in shown["sends"]["choices"]
    }
    assert (await page.put("/trouble", json={"send": None})).json()["sends"]["chosen"] is None


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b'{"send": "rain"}', b'{"send": ["rate_limited"]}'], ids=repr)
async def test_a_trouble_that_there_is_not_is_refused(page: httpx.AsyncClient, body: bytes) -> None:
    assert (await page.put("/trouble", content=body)).status_code == 400


async def test_the_story_of_a_message(page: httpx.AsyncClient, api: httpx.AsyncClient, bot: Bot) -> None:
    bot.answers.append(503)
    await page.post("/messages", json=written())
    await bot.webhooks(2)
    sent = (await api.post(MESSAGES, json=buttons("Oui"))).json()["messages"][0]["id"]
    await api.post(MESSAGES, json={**buttons("Oui"), "to": JEAN[1:], "type": "poll"})
    await bot.webhooks(5)
    await page.post("/messages", json=written(id="two", text="Et alors ?"))
    await api.post(MESSAGES, json=buttons("Non"))

    story = (await page.get("/story", params={"id": "wamid.one"})).json()
    told = {section["title"]: [" ".join(row) for row in section["rows"]] for section in story["sections"]}
    assert story["title"] == "Bonjour"
    assert ["503" in row or "200" in row for row in told["Webhooks"]] == [True, True]
    assert ["· 200 ·" in told["Appels du bot"][0], "· 400 ·" in told["Appels du bot"][1]] == [True, True]
    assert len(told["Réponses"]) == 1
    assert sent in told["Réponses"][0]
    assert story["json"]["webhooks"][0]["headers"]["X-Hub-Signature-256"]
    assert story["json"]["calls"][0]["body"]["interactive"]

    answered = (await page.get("/story", params={"id": sent})).json()
    statuses = [
        webhook["body"]["entry"][0]["changes"][0]["value"]["statuses"][0] for webhook in answered["json"]["webhooks"]
    ]
    assert [one["status"] for one in statuses] == ["sent", "delivered", "read"]
    assert (await page.get("/story", params={"id": "wamid.other"})).status_code == 404


async def test_what_was_long_ago_is_forgotten(simulation: Simulation, page: httpx.AsyncClient) -> None:
    chats = simulation.network.chats
    for number in range(600):
        chats.add(chats.of(JEAN), direction="out", id=f"wamid.{number}", page_id=f"wamid.{number}", state="sent")
        chats.of(f"+336{number:08d}")

    assert chats.of(JEAN).messages[0].id == "wamid.100"
    assert len(chats._chats) == 500
    assert (await page.get("/story", params={"id": "wamid.0"})).status_code == 404


@pytest.mark.parametrize(
    ("name", "status"), [("evil.example", 403), ("localhost", 200), ("127.0.0.1", 200), ("[", 403)]
)
async def test_a_page_that_has_its_own_name_point_here_is_not_let_in(
    page: httpx.AsyncClient, name: str, status: int
) -> None:
    host = {"Host": f"{name}:{page.base_url.port}"}

    assert (await page.get("/people", headers=host)).status_code == status
    if status == 403:
        assert (await page.post(f"{page.base_url.copy_with(path=MESSAGES)}", headers=host)).status_code == status
