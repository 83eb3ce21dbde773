"""A message that Meta took, as the person sees it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import uuid4

from messages import Media, MediaKind, Option, Part
from simulation.graph.template import parameters

Payload = Mapping[str, Any]
Seen = dict[str, Any]

_KINDS: Mapping[str, MediaKind] = {"video": "video", "audio": "audio", "document": "document"}

_PARTS: Mapping[str, Literal["buttons", "list", "media"]] = {"buttons": "buttons", "list": "list", "media": "media"}
"""What the page has a look for; the rest is text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One message that Meta took, as the person sees it; `options` are (id, title, description).

    `to` is a phone as E.164 or a user id; `payload` is the JSON that was posted.
    """

    id: str
    to: str
    kind: str
    body: str = ""
    options: tuple[tuple[str, str, str], ...] = ()
    button: str = ""
    media_url: str | None = None
    filename: str | None = None
    reply_id: str | None = None
    payload: dict[str, Any] = field(default_factory=dict[str, Any])

    @classmethod
    def of(cls, payload: dict[str, Any]) -> Sent:
        """Take a checked message and give it an id."""
        said = _READERS.get(payload.get("type", "text"), _file)(payload)
        reply_id = payload.get("biz_opaque_callback_data")
        return cls(id=f"wamid.{uuid4().hex}", to=recipient(payload) or "", reply_id=reply_id, payload=payload, **said)

    @property
    def is_template(self) -> bool:
        """Whether it may be sent at any time."""
        return self.kind == "template"

    @property
    def part(self) -> Part:
        """The message as the simulator's page shows it."""
        options = tuple(Option(id=id_, title=title, description=line) for id_, title, line in self.options)
        media = Media(
            kind=_KINDS.get(self.payload.get("type", ""), "image"),
            url=self.media_url or "",
            filename=self.filename or "",
        )
        if self.is_template:
            return _template_part(self.payload["template"])
        return Part(
            kind=_PARTS.get(self.kind, "text"),
            text=f"{self.body}\n{self.button}: {self.media_url}" if self.kind == "cta_url" else self.body,
            options=options,
            list_button=self.button,
            media=media if self.kind == "media" else None,
        )


def recipient(payload: Payload) -> str | None:
    """Return to whom it goes: a phone as E.164, or a user id."""
    if payload.get("to"):
        return "+" + str(payload["to"]).removeprefix("+")
    return str(payload["recipient"]) if payload.get("recipient") else None


def _template_part(said: Payload) -> Part:
    words = parameters(said)
    return Part(
        kind="template",
        text=" ".join(words),
        template=said["name"],
        language=said["language"]["code"],
        parameters=tuple(words),
    )


def _text(payload: Payload) -> Seen:
    return {"kind": "text", "body": payload["text"]["body"]}


def _template(payload: Payload) -> Seen:
    said = payload["template"]
    return {"kind": "template", "body": " ".join([f"{said['name']} ({said['language']['code']})", *parameters(said)])}


def _file(payload: Payload) -> Seen:
    said = payload[payload["type"]]
    url = said.get("link") or f"/simulator/files/{said['id']}"
    return {"kind": "media", "media_url": url, "body": said.get("caption", ""), "filename": said.get("filename")}


def _location(payload: Payload) -> Seen:
    said = payload["location"]
    named = [said.get("name"), said.get("address"), f"{said['latitude']}, {said['longitude']}"]
    return {"kind": "location", "body": "📍 " + "\n".join(filter(None, named))}


def _contacts(payload: Payload) -> Seen:
    cards = [_card(card) for card in payload["contacts"]]
    return {"kind": "contacts", "body": "\n".join(cards)}


def _card(card: Payload) -> str:
    phones = [str(phone.get("phone", "")) for phone in card.get("phones", ())]
    return " ".join(["👤", card["name"]["formatted_name"], *phones])


def _reaction(payload: Payload) -> Seen:
    return {"kind": "reaction", "body": payload["reaction"]["emoji"]}


def _interactive(payload: Payload) -> Seen:
    said = payload["interactive"]
    heading, footer = said.get("header", {}).get("text"), said.get("footer", {}).get("text")
    shown = "\n\n".join(filter(None, [heading, said["body"]["text"], footer]))
    return _OFFERS[said["type"]](said["action"]) | {"body": shown}


def _buttons(action: Payload) -> Seen:
    replies = [button["reply"] for button in action["buttons"]]
    return {"kind": "buttons", "options": tuple((reply["id"], reply["title"], "") for reply in replies)}


def _list(action: Payload) -> Seen:
    rows = [row for section in action["sections"] for row in section["rows"]]
    options = tuple((row["id"], row["title"], row.get("description", "")) for row in rows)
    return {"kind": "list", "options": options, "button": action["button"]}


def _link(action: Payload) -> Seen:
    return {"kind": "cta_url", "button": action["parameters"]["display_text"], "media_url": action["parameters"]["url"]}


_OFFERS: dict[str, Callable[[Payload], Seen]] = {"button": _buttons, "list": _list, "cta_url": _link}

_READERS: dict[str, Callable[[Payload], Seen]] = {
    "text": _text,
    "template": _template,
    "interactive": _interactive,
    "location": _location,
    "contacts": _contacts,
    "reaction": _reaction,
}
