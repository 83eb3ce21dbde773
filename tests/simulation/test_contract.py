"""What a bot may call, what it gets, and how it is refused: in Meta's shape, and in Twilio's."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from simulation import Simulation
from simulation.graph import media as graph_media

JEAN = "33600000001"
NUMBER = "/v26.0/106540352242922"
MESSAGES = f"{NUMBER}/messages"
ACCOUNT = "/2010-04-01/Accounts/AC5150000000000000000000000000cafe"

Json = dict[str, Any]


def text(**said: Any) -> Json:
    return {"messaging_product": "whatsapp", "to": JEAN, "type": "text", "text": {"body": "Bonjour"}} | said


def said(kind: str, content: Any) -> Json:
    return {"messaging_product": "whatsapp", "to": JEAN, "type": kind, kind: content}


def buttons(*titles: str, **more: Any) -> Json:
    replies = [{"type": "reply", "reply": {"id": str(place), "title": title}} for place, title in enumerate(titles)]
    interactive = {"type": "button", "body": {"text": "Oui ?"}, "action": {"buttons": replies}}
    return said("interactive", interactive | more)


def rows(count: int, **row: Any) -> Json:
    listed = [{"id": str(place), "title": f"Site {place}"} | row for place in range(count)]
    action = {"button": "Choisir", "sections": [{"rows": listed}]}
    return said("interactive", {"type": "list", "body": {"text": "Lequel ?"}, "action": action})


def link(url: str) -> Json:
    action = {"name": "cta_url", "parameters": {"display_text": "Ouvrir", "url": url}}
    return said("interactive", {"type": "cta_url", "body": {"text": "Le plan"}, "action": action})


def template(name: str = "relance", code: str = "fr", *texts: str) -> Json:
    parameters = [{"type": "text", "text": one} for one in texts]
    components = [{"type": "body", "parameters": parameters}] if texts else []
    return said("template", {"name": name, "language": {"code": code}, "components": components})


TAKEN: dict[str, tuple[Json, str]] = {
    "a text": (text(), "Bonjour"),
    "a text to a user id": (text(to=None, recipient="FR.1a2b") | {"to": ""}, "Bonjour"),
    "buttons": (buttons("Oui", "Non", footer={"text": "relais"}), "Oui ?\n\nrelais"),
    "a list": (rows(10), "Lequel ?"),
    "a link to tap": (link("https://files.example/plan"), "Le plan\nOuvrir: https://files.example/plan"),
    "a picture": (said("image", {"link": "https://files.example/1.jpg", "caption": "La dalle"}), "La dalle"),
    "a sound": (said("audio", {"link": "https://files.example/1.ogg"}), ""),
    "a document": (said("document", {"link": "https://files.example/1.pdf", "filename": "1.pdf"}), ""),
    "a template": (template("relance", "pt_PT", "Jean", "la dalle"), "Jean la dalle"),
    "a place": (
        said("location", {"latitude": 48.8, "longitude": "2.5", "name": "Champigny"}),
        "📍 Champigny\n48.8, 2.5",
    ),
    "a card": (said("contacts", [{"name": {"formatted_name": "Paul"}, "phones": [{"phone": "+336"}]}]), "👤 Paul +336"),
    "a reaction": (said("reaction", {"message_id": "wamid.1", "emoji": "👍"}), "👍"),
}


@pytest.mark.parametrize(("payload", "shown"), TAKEN.values(), ids=TAKEN)
async def test_meta_takes(api: httpx.AsyncClient, simulation: Simulation, payload: Json, shown: str) -> None:
    given = {name: value for name, value in payload.items() if value}
    answer = await api.post(MESSAGES, json=given)

    assert answer.status_code == 200, answer.text
    chat = simulation.network.chats.of("FR.1a2b" if "recipient" in given else f"+{JEAN}")
    [message] = chat.messages
    assert message.part
    assert (answer.json()["messages"], message.part.text) == ([{"id": message.id}], shown)


REFUSED: dict[str, tuple[Json, int]] = {
    "no product": (text(messaging_product="sms"), 100),
    "an unknown kind": (said("poll", {}), 100),
    "an unknown key": (text(colour="red"), 100),
    "nothing of its kind": (text(text=None), 100),
    "no phone": (text(to="Jean"), 131009),
    "a user id where a phone belongs": (text(to="FR.1a2b"), 131009),
    "an empty text": (text(text={"body": " "}), 131009),
    "a long text": (text(text={"body": "é" * 4097}), 131009),
    "a long tracker": (text(biz_opaque_callback_data="x" * 513), 131009),
    "four buttons": (buttons("1", "2", "3", "4"), 131009),
    "two buttons alike": (buttons("Oui", "Oui"), 131009),
    "a long button": (buttons("B" * 21), 131009),
    "buttons that are none": (
        said("interactive", {"type": "button", "body": {"text": "?"}, "action": {"buttons": 3}}),
        100,
    ),
    "no action": (said("interactive", {"type": "button", "body": {"text": "?"}}), 100),
    "a long footer": (buttons("Oui", footer={"text": "f" * 61}), 131009),
    "a picture above a list": (
        said("interactive", rows(1)["interactive"] | {"header": {"type": "image", "image": {"id": "1"}}}),
        131009,
    ),
    "eleven rows": (rows(11), 131009),
    "no rows": (rows(0), 131009),
    "a long row": (rows(1, title="T" * 25), 131009),
    "a long description": (rows(1, description="D" * 73), 131009),
    "rows alike": (rows(2, id="1"), 131009),
    "a link that is none": (link("plan"), 131009),
    "a file twice": (said("image", {"link": "https://files.example/1.jpg", "id": "1"}), 131009),
    "a file that nobody sent": (said("image", {"id": "1"}), 131009),
    "a caption below a sound": (said("audio", {"link": "https://files.example/1.ogg", "caption": "?"}), 100),
    "Portuguese of nowhere": (template(code="pt"), 131009),
    "a template's name": (template("Relance !"), 132001),
    "a line break in a template": (template("relance", "fr", "a\nb"), 132018),
    "a place that is none": (said("location", {"latitude": 91, "longitude": 0}), 100),
    "a card without a name": (said("contacts", [{"phones": []}]), 100),
    "no cards": (said("contacts", []), 100),
    "a read that nobody wrote": ({"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.1"}, 131009),
}


@pytest.mark.parametrize(("payload", "code"), REFUSED.values(), ids=REFUSED)
async def test_meta_refuses(
    api: httpx.AsyncClient, simulation: Simulation, told: list[str], payload: Json, code: int
) -> None:
    answer = await api.post(MESSAGES, json=payload)

    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["type"]) == (400, code, "OAuthException")
    assert error["message"].startswith(f"(#{code}) ")
    assert not simulation.network.chats.of(f"+{JEAN}").messages
    assert error["message"] in told[-1], "the terminal says it as well"


async def test_a_template_that_was_not_approved_is_refused(api: httpx.AsyncClient, simulation: Simulation) -> None:
    assert simulation.graph
    simulation.graph.templates["relance"] = "PAUSED"

    assert (await api.post(MESSAGES, json=template())).json()["error"]["code"] == 132015
    listed = (await api.get("/v26.0/102290129340398/message_templates", params={"name": "relance"})).json()["data"]
    assert [(one["name"], one["status"]) for one in listed] == [("relance", "PAUSED")]


ELSEWHERE = {
    "another number": ("POST", "/v26.0/1/messages"),
    "another object": ("GET", "/v26.0/1"),
    "another account": ("GET", "/v26.0/1/message_templates"),
    "another edge": ("POST", f"{NUMBER}/flows"),
    "another version": ("POST", "/v26/106540352242922/messages"),
}


@pytest.mark.parametrize(("method", "path"), ELSEWHERE.values(), ids=ELSEWHERE)
async def test_meta_knows_nothing_else(api: httpx.AsyncClient, method: str, path: str) -> None:
    error = (await api.request(method, path, json=text())).json()["error"]

    assert (error["code"], error["error_subcode"]) == (100, 33)


@pytest.mark.parametrize(("method", "path"), [("POST", MESSAGES), ("GET", NUMBER), ("GET", "/v26.0/1")])
async def test_meta_wants_the_token(api: httpx.AsyncClient, method: str, path: str) -> None:
    answer = await api.request(method, path, json=text(), headers={"Authorization": "Bearer another"})

    assert (answer.status_code, answer.json()["error"]["code"]) == (401, 190)


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"null"], ids=repr)
async def test_a_body_that_is_no_json_is_refused(api: httpx.AsyncClient, body: bytes) -> None:
    answer = await api.post(MESSAGES, content=body)

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, 100)


async def test_the_number_tells_of_itself(api: httpx.AsyncClient) -> None:
    number = (await api.get(NUMBER, params={"fields": "display_phone_number,quality_rating"})).json()

    assert (number["display_phone_number"], number["quality_rating"]) == ("+15550783881", "GREEN")


async def test_a_file_is_shown_for_five_minutes_with_the_token(
    api: httpx.AsyncClient, simulation: Simulation, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = simulation.files.put(b"\xff\xd8\xff a photo", "image/jpeg")
    found = (await api.get(f"/v26.0/{kept.id}")).json()

    assert (found["mime_type"], found["sha256"], found["file_size"]) == ("image/jpeg", kept.sha256, kept.size)
    assert (await api.get(found["url"])).content == kept.content
    assert (await api.get(found["url"], headers={"Authorization": ""})).status_code == 401
    assert (await api.get(found["url"].replace("ext=", "ext=1"))).status_code == 404
    monkeypatch.setattr(graph_media, "_LIVES_SECONDS", -1)
    late = (await api.get(f"/v26.0/{kept.id}")).json()
    assert (await api.get(late["url"])).status_code == 404


FORM = {"To": f"whatsapp:+{JEAN}", "From": "whatsapp:+14155238886", "Body": "Bonjour"}

FORMS: dict[str, tuple[Mapping[str, str], int]] = {
    "nobody to send to": ({"To": ""}, 21604),
    "nobody to send from": ({"From": ""}, 21603),
    "no WhatsApp address": ({"To": "+33600000001"}, 21211),
    "another number": ({"From": "whatsapp:+14155238887"}, 63007),
    "a long text": ({"Body": "é" * 1601}, 21617),
    "a link that is none": ({"MediaUrl": "plan.png"}, 21620),
    "a callback that is none": ({"StatusCallback": "here"}, 21609),
    "a content that is none": ({"Body": "", "ContentSid": "HX1"}, 21655),
}


@pytest.mark.parametrize(("fields", "code"), FORMS.values(), ids=FORMS)
async def test_twilio_refuses(twilio: httpx.AsyncClient, fields: Mapping[str, str], code: int) -> None:
    form = {name: value for name, value in (FORM | dict(fields)).items() if value}
    answer = await twilio.post(f"{ACCOUNT}/Messages.json", data=form)

    assert (answer.status_code, answer.json()["code"], answer.json()["status"]) == (400, code, 400)


async def test_twilio_wants_the_credentials_and_the_account(twilio: httpx.AsyncClient) -> None:
    other = await twilio.post(f"{ACCOUNT}/Messages.json", data=FORM, headers={"Authorization": "Basic eDp5"})
    elsewhere = await twilio.post("/2010-04-01/Accounts/AC1/Messages.json", data=FORM)
    nothing = await twilio.get(f"{ACCOUNT}/Calls.json")

    assert (other.status_code, other.json()["code"]) == (401, 20003)
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (404, 20404)
    assert (nothing.status_code, nothing.json()["code"]) == (404, 20404)


def content(**types: Any) -> Json:
    return {"friendly_name": "menu", "language": "fr", "variables": {"1": "…"}, "types": types}


def quick_reply(count: int = 2, title: str = "Oui") -> Json:
    actions = [{"type": "QUICK_REPLY", "id": str(place), "title": title} for place in range(count)]
    return content(**{"twilio/quick-reply": {"body": "{{1}} ?", "actions": actions}})


CONTENTS: dict[str, Json] = {
    "no types": content(),
    "no name": quick_reply() | {"friendly_name": ""},
    "four buttons": quick_reply(4),
    "a long button": quick_reply(title="T" * 21),
    "no body": content(**{"twilio/text": {"body": ""}}),
    "a variable without a sample": quick_reply() | {"variables": {}},
    "a list of nothing": content(**{"twilio/list-picker": {"body": "?", "button": "Voir", "items": []}}),
    "a list that is none": content(**{"twilio/list-picker": {"body": "?", "button": "Voir", "items": "x"}}),
}


@pytest.mark.parametrize("given", CONTENTS.values(), ids=CONTENTS)
async def test_twilio_refuses_a_content(twilio: httpx.AsyncClient, given: Json) -> None:
    answer = await twilio.post("/v1/Content", json=given)

    assert (answer.status_code, answer.json()["code"]) == (400, 20001)


async def test_a_content_is_created_approved_and_sent(twilio: httpx.AsyncClient, simulation: Simulation) -> None:
    sid = (await twilio.post("/v1/Content", json=quick_reply())).json()["sid"]
    approval = (await twilio.get(f"/v1/Content/{sid}/ApprovalRequests")).json()
    form = {name: FORM[name] for name in ("To", "From")}
    filled = {"ContentSid": sid, "ContentVariables": json.dumps({"1": "Prêt"})}
    sent = await twilio.post(f"{ACCOUNT}/Messages.json", data=form | filled)

    assert approval["whatsapp"]["status"] == "approved"
    assert (sent.status_code, sent.json()["status"]) == (201, "queued")
    [message] = simulation.network.chats.of(f"whatsapp:+{JEAN}").messages
    assert message.part
    assert (message.part.kind, message.part.text, message.id) == ("buttons", "Prêt ?", sent.json()["sid"])
