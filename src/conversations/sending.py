"""What people send, as the door would have read it: the content of each kind, and the file behind it."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from conversations.script import Sending

Content = dict[str, Any]

OGG = b"OggS\0\x02" + bytes(20) + b"OpusHead"
"""How a voice message begins; of a script's, the spoken words follow as text."""

_BEGINNINGS: Mapping[str, bytes] = {
    "image/jpeg": b"\xff\xd8\xff\xe0\x00\x10JFIF\0",
    "image/png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "image/webp": b"RIFF\x1a\0\0\0WEBPVP8 ",
    "video/mp4": b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom",
    "audio/mpeg": b"ID3\x04\0\0\0\0\0\0",
    "audio/ogg": OGG,
    "application/pdf": b"%PDF-1.7\n",
}
"""By what a file's type is told from its content."""

_USUAL_TYPES: Mapping[str, str] = {
    "photo": "image/jpeg",
    "video": "video/mp4",
    "audio": "audio/mpeg",
    "document": "application/pdf",
    "sticker": "image/webp",
    "voice": "audio/ogg; codecs=opus",
}
"""Kinds that have a file, and its type when its name does not tell."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A message to be: its content, and the file that its provider keeps, as type and bytes."""

    content: Content
    file: tuple[str, bytes] | None = None


@dataclass(frozen=True, slots=True)
class Around:
    """What a message may refer to, by the provider's ids; `media_id` is for its own file."""

    media_id: str
    newest_of_bot: str
    newest_of_person: str


def write(sending: Sending, around: Around) -> Sent:
    """Return what the door would read."""
    if sending.kind in _USUAL_TYPES:
        return _file(sending, around)
    return Sent(_CONTENTS[sending.kind](sending, around))


def _file(sending: Sending, around: Around) -> Sent:
    kind, named = sending.kind, str(getattr(sending, sending.kind))
    mime_type = sending.mime_type or _type_of(kind, named)
    plain = mime_type.partition(";")[0]
    words = named.encode() if kind == "voice" else b""
    media: Content = {"id": around.media_id, "mime_type": mime_type}
    media |= {"voice": True} if kind == "voice" else {"filename": named} if kind == "document" else {}
    media |= {"caption": sending.caption} if sending.caption else {}
    content = {"kind": "image" if kind == "photo" else kind, "media": [media]}
    return Sent(content, (mime_type, _BEGINNINGS.get(plain, b"") + words))


def _type_of(kind: str, name: str) -> str:
    guessed = None if kind == "voice" else mimetypes.guess_type(name)[0]
    return guessed or _USUAL_TYPES[kind]


_CONTENTS: Mapping[str, Callable[[Sending, Around], Content]] = {
    "text": lambda sending, _around: {"kind": "text", "text": sending.text},
    "location": lambda sending, _around: {"kind": "location", "location": sending.location},
    "contacts": lambda sending, _around: {"kind": "contacts", "contacts": list(sending.contacts or ())},
    "order": lambda sending, _around: {"kind": "order", "order": sending.order},
    "reaction": lambda sending, around: {
        "kind": "reaction",
        "reaction": {"emoji": sending.reaction, "message_id": around.newest_of_bot},
    },
    "edit": lambda sending, around: {"kind": "edit", "text": sending.edit, "reply_to": around.newest_of_person},
    "revoke": lambda _sending, around: {"kind": "revoke", "reply_to": around.newest_of_person},
    "unsupported": lambda _sending, _around: {"kind": "unsupported"},
}
"""The kinds without a file: see `messages.InboundMessage`."""
