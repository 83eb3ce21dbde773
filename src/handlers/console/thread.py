"""What was said in a conversation, as both sides saw it: bubbles, by days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from handlers.console.loose import mapping, mappings
from handlers.console.moments import read_moment
from handlers.console.wording import KINDS, preview, size
from services.media.names import plain_type

SAFE_TYPES = frozenset(
    {f"image/{name}" for name in ("jpeg", "png", "gif", "webp")}
    | {f"audio/{name}" for name in ("ogg", "mpeg", "mp4", "aac", "wav")}
    | {"video/mp4", "video/3gpp"}
)
"""What a browser shows without doing anything."""

_TICKS: Mapping[str, tuple[str, str]] = {
    "pending": ("waiting", "on its way"),
    "sending": ("waiting", "on its way"),
    "sent": ("sent", "sent"),
    "delivered": ("delivered", "delivered"),
    "read": ("read", "read"),
    "failed": ("failed", "not delivered"),
    "dead": ("failed", "given up"),
}
"""State of a reply → how its tick looks, and what it says."""

Message = Mapping[str, Any]


def by_days(messages: Sequence[Message], zone: ZoneInfo) -> list[dict[str, Any]]:
    """Return `[{day, bubbles}]`; a reaction stands at what it is about, where that is on the page."""
    shown = {message["provider_message_id"] for message in messages}
    alone = [message for message in messages if not _is_shown_elsewhere(message, shown)]
    days = groupby(alone, key=lambda message: read_moment(message["created_at"]).astimezone(zone).date())
    return [{"day": f"{day:%A} {day.day} {day:%B %Y}", "bubbles": list(map(bubble, said))} for day, said in days]


def bubble(message: Message) -> dict[str, Any]:
    """Return one message as the template shows it."""
    ours, metadata, part = message["direction"] == "outbound", message["metadata"], mapping(message["part"])
    author = "human" if message["author"] == "human" else "bot"
    tick, told = _TICKS.get(message["status"], ("", "")) if ours else ("", "")
    return {
        **{name: message[name] for name in ("id", "seq", "created_at", "kind", "reactions", "template", "quoted")},
        "author": author if ours else "person",
        "text": message["body"] or "",
        "kind_name": KINDS.get(message["kind"], "") if not message["body"] else "",
        "is_tap": message["kind"] == "button",
        "files": [_file(file, metadata) for file in message["files"]],
        "link": _link(part.get("media")),
        "place": _place(metadata.get("location")),
        "contacts": _contacts(metadata.get("contacts")),
        "emoji": mapping(metadata.get("reaction")).get("emoji"),
        "heard": bool(metadata.get("transcript")),
        "forwarded": bool(metadata.get("forwarded")),
        "options": _options(message, part),
        "list_button": part.get("list_button") if part.get("kind") == "list" else None,
        "tick": tick,
        "told": told,
        "error": message["error"] if tick == "failed" or message["template"] else None,
        "quote": preview(message["quoted"]),
        "quote_address": _address(message["quoted"], message["session_id"]),
    }


def _address(quoted: Message | None, session_id: str) -> str:
    """Return where the quoted message stands: further up, or in an earlier conversation."""
    if quoted is None:
        return ""
    earlier = f"/console/conversations/{quoted['session_id']}" if quoted["session_id"] != session_id else ""
    return f"{earlier}?at={quoted['seq']}#m-{quoted['seq']}"


def _is_shown_elsewhere(message: Message, shown: set[Any]) -> bool:
    return message["kind"] == "reaction" and mapping(message["metadata"].get("reaction")).get("message_id") in shown


def _options(message: Message, part: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return buttons and rows as the person saw them, and which were tapped; those of a text are numbers in it."""
    if part.get("kind") not in {"buttons", "list"}:
        return []
    return [
        {
            "title": str(option.get("title", "")),
            "description": str(option.get("description") or ""),
            "tapped": option.get("id") in message["tapped"],
        }
        for option in mappings(part.get("options"))
    ]


def _file(file: Mapping[str, Any], metadata: Mapping[str, Any]) -> dict[str, Any]:
    mime_type = plain_type(file["mime_type"])
    family = mime_type.partition("/")[0] if mime_type in SAFE_TYPES else "document"
    return {
        **file,
        "family": family,
        "address": f"/console/media/{file['id']}",
        "size": size(file["bytes"]),
        "name": file["filename"] or "file",
        "is_voice": any(item.get("voice") for item in mappings(metadata.get("media"))),
    }


def _link(media: Any) -> dict[str, str] | None:
    """Return a document that we sent by its address; only the web's are links."""
    sent = mapping(media)
    if not sent:
        return None
    address = str(sent.get("url", ""))
    is_web = address.startswith(("http://", "https://"))
    return {"name": str(sent.get("filename") or "file"), "address": address if is_web else ""}


def _place(location: Any) -> dict[str, Any] | None:
    """Return a place as it was shared; the numbers are the person's, so they are checked."""
    shared = mapping(location)
    try:
        latitude, longitude = float(shared["latitude"]), float(shared["longitude"])
    except (KeyError, TypeError, ValueError):
        return None
    named = " · ".join(str(shared[name]) for name in ("name", "address") if shared.get(name))
    return {"named": named, "point": f"{latitude:.5f}, {longitude:.5f}"}


def _contacts(contacts: Any) -> list[str]:
    """Return the names and numbers of contacts that were shared, whatever shape the provider gave them."""
    return [" · ".join(_said(contact)) for contact in mappings(contacts)]


def _said(contact: Mapping[str, Any]) -> Iterable[str]:
    yield str(mapping(contact.get("name")).get("formatted_name", ""))
    yield from (str(phone.get("phone", "")) for phone in mappings(contact.get("phones")))
