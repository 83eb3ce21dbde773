"""Every kind of message has a sensible outcome: never silence to a question, never a crash, never a needless answer."""

from __future__ import annotations

from typing import Any

import pytest

from tests.door.conftest import dsn, shared_dsn
from tests.door.servers import on_one_server
from tests.fakes import graph, twilio
from tests.fakes.files import Held
from tests.fakes.graph.webhooks import Item
from tests.phones import JEAN, Phone
from tests.story.posting import post

__all__ = ["dsn", "shared_dsn"]

pytestmark = on_one_server

KEPT = "Je l'ai bien reçu. C'est pour quoi ?"
PLACE = "Merci pour le lieu. De quoi s'agit-il ?"
ONLY_TEXT = "Je l'ai conservé, mais je ne sais lire que du texte. Écrivez-moi de quoi il s'agit."
UNREADABLE = "Je ne peux pas lire ce type de message. Merci de l'écrire en texte."
PLEASE_TYPE = "J'ai conservé votre message vocal, mais je ne peux pas l'écouter. Merci de l'écrire."


def item(kind: str, **said: Any) -> Item:
    """Return an item of Meta's of any kind."""
    return {**graph.text(JEAN, ""), "type": kind, kind: said, "text": None}


FLOW = {"type": "nfm_reply", "nfm_reply": {"response_json": "{}", "name": "flow", "body": "Sent"}}

KINDS: dict[str, tuple[Item, str, str | None]] = {
    "a photo": (graph.media(JEAN), "answered", KEPT),
    "a film": (graph.media(JEAN, "video", mime_type="video/mp4"), "answered", KEPT),
    "a document": (graph.media(JEAN, "document", mime_type="application/pdf"), "answered", KEPT),
    "a voice message": (graph.media(JEAN, "audio", mime_type="audio/ogg", voice=True), "answered", PLEASE_TYPE),
    "a sound": (graph.media(JEAN, "audio", mime_type="audio/ogg"), "answered", PLEASE_TYPE),
    "a sticker": (graph.media(JEAN, "sticker", mime_type="image/webp"), "ignored", None),
    "a place": (item("location", latitude=48.8, longitude=2.5), "answered", PLACE),
    "a contact": ({**item("contacts"), "contacts": [{"name": {"formatted_name": "Paul"}}]}, "answered", ONLY_TEXT),
    "an order": (item("order", catalog_id="1", product_items=[]), "answered", ONLY_TEXT),
    "a form": ({**item("interactive"), "interactive": FLOW}, "answered", ONLY_TEXT),
    "a reaction": (item("reaction", emoji="😂", message_id="wamid.x"), "ignored", None),
    "a thumb under nothing": (item("reaction", emoji="👍", message_id="wamid.x"), "ignored", None),
    "a reaction taken back": (item("reaction", message_id="wamid.x"), "ignored", None),
    "an edit": (
        item("edit", original_message_id="wamid.x", message={"type": "text", "text": {"body": "salut"}}),
        "ignored",
        None,
    ),
    "a deletion": (item("revoke", original_message_id="wamid.x"), "ignored", None),
    "a note of the system": (item("system", body="changed", type="user_changed_number"), "ignored", None),
    "what Meta does not show": (item("unsupported"), "answered", UNREADABLE),
    "what nobody knows yet": (item("hologram", body="?"), "answered", UNREADABLE),
}


@pytest.mark.parametrize(("sent", "outcome", "said"), KINDS.values(), ids=KINDS)
async def test_every_kind_has_its_outcome(jean: Phone, sent: Item, outcome: str, said: str | None) -> None:
    sent = {name: value for name, value in sent.items() if value is not None}
    seen = await post(jean, sent)

    assert await jean.house.rows.column("select outcome from inbox") == [outcome]
    assert [one.body for one in seen] == ([] if said is None else [said])


async def test_files_that_nobody_spoke_of_wait_together(jean: Phone) -> None:
    first, second = graph.media(JEAN), graph.media(JEAN, "document", mime_type="application/pdf")
    await post(jean, first)
    [asked] = await post(jean, second)

    assert [title for _id, title, _more in asked.options] == ["Avancement", "Incident"]
    shown = await jean.house.rows.value(
        "select metadata -> 'tool_outputs' -> 0 from messages where direction = 'outbound' order by seq desc limit 1"
    )
    assert (shown["tool"], shown["output"]) == ("received_files", [
        {"provider_message_id": first["id"], "kind": "image", "caption": ""},
        {"provider_message_id": second["id"], "kind": "document", "caption": ""},
    ])  # fmt: skip


async def test_several_files_of_one_message_are_kept(jean: Phone) -> None:
    media = jean.house.twilio.media
    places = [f"{jean.house.twilio.url}{media.put(Held(content=b'%PDF-1.7'))}" for _ in range(3)]
    await jean.house.from_twilio(twilio.media(JEAN, *((place, "application/pdf") for place in places)))
    await jean.house.until("select count(*) = 3 from media_files where state = 'stored'")
    await jean.house.settled()

    assert [sent.body.partition("\n")[0] for sent in jean.house.twilio.sent] == [KEPT]


async def _asked(jean: Phone, **metadata: Any) -> str:
    """Return the id of the bot's newest question, as one that takes a yes or a no."""
    await post(jean, graph.text(JEAN, "mes chantiers"))
    await jean.house.rows.run(
        "update messages set metadata = metadata || $1 where direction = 'outbound' and metadata ? 'options'", metadata
    )
    return str(await jean.house.rows.value("select provider_message_id from messages where direction = 'outbound'"))


THUMBS: dict[str, tuple[str, str | None]] = {
    "👍": ("👍", "Champigny"),
    "👍 in a skin tone": ("👍🏿", "Champigny"),
    "✅": ("✅", "Champigny"),
    "👌 in a skin tone": ("👌🏻", "Champigny"),
    "💪": ("💪", "Champigny"),
    "👎": ("👎🏽", "Bureau"),
    "❌": ("❌", "Bureau"),
    "❤️ in colour": ("❤️", None),
    "🙏": ("🙏", None),
}


@pytest.mark.parametrize(("emoji", "opened"), THUMBS.values(), ids=THUMBS)
async def test_a_thumb_under_a_question_is_its_answer(jean: Phone, emoji: str, opened: str | None) -> None:
    question = await _asked(jean, yes="projects_1_fr", no="projects_2_fr")
    seen = await post(jean, item("reaction", emoji=emoji, message_id=question) | {"text": {}})

    assert len(seen) == (1 if opened else 0)
    assert await jean.house.rows.value(
        "select p.name from conversation_sessions s left join projects p on p.id = s.current_project_id"
    ) == opened  # fmt: skip
    assert await jean.house.rows.value("select outcome from inbox order by id desc") == (
        "answered" if opened else "ignored"
    )


async def test_a_thumb_may_be_typed(jean: Phone) -> None:
    await _asked(jean, yes="projects_1_fr", no="projects_2_fr")
    await post(jean, graph.text(JEAN, "👎🏼"))

    assert await jean.house.rows.value(
        "select p.name from conversation_sessions s join projects p on p.id = s.current_project_id"
    ) == "Bureau"  # fmt: skip


async def test_a_thumb_under_what_is_no_question_is_silence(jean: Phone) -> None:
    shown = await _asked(jean)

    assert await post(jean, item("reaction", emoji="👍", message_id=shown) | {"text": {}}) == []
