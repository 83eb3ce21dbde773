"""What of a message is the person's own words, and what nobody expects an answer to."""

from __future__ import annotations

import re
from typing import Any, Literal

from services.store import WaitingMessage

SILENT = frozenset({"reaction", "sticker", "system", "edit", "revoke"})
"""Kinds that nobody expects an answer to; what they say is nobody's words."""

_SPOKEN = frozenset({"text", "button"})
_HEARD = frozenset({"audio", "voice"})
_CAPTIONED = frozenset({"image", "video", "audio", "voice", "document"})

_NUMBER = re.compile(r"\s*(\d{1,3})\s*[.)]?\s*")

_LOOK = re.compile("[\U0001f3fb-\U0001f3ff\ufe0f\\s]")
"""Skin tones, and the sign for "in colour"."""
_THUMBS: dict[str, Literal["yes", "no"]] = {
    "👍": "yes", "✅": "yes", "👌": "yes", "💪": "yes", "✔": "yes", "👎": "no", "❌": "no", "✖": "no",
}  # fmt: skip


def typed_number(text: str) -> int | None:
    """Return the number that the whole text is, as one types it to choose from a list: `2`, `2.`, `2)`."""
    number = _NUMBER.fullmatch(text)
    return int(number[1]) if number else None


def words(message: WaitingMessage) -> str:
    """Return what the person wrote or said: a text, a tap's title, a file's caption, a transcript; else nothing."""
    content = message.content
    if message.kind in _SPOKEN:
        return str(content.get("text") or content.get("title") or "")
    if content.get("transcript"):
        return str(content["transcript"])
    files: list[dict[str, Any]] = content.get("media", []) if message.kind in _CAPTIONED else []
    return next((str(file["caption"]) for file in files if file.get("caption")), "")


def is_readable(message: WaitingMessage) -> bool:
    """Say whether a message can be answered for what it says: in words, or by what it taps."""
    return message.kind in _SPOKEN or "action_id" in message.content or bool(words(message))


def is_heard(message: WaitingMessage) -> bool:
    """Say whether a message is a sound that somebody would have to listen to."""
    return message.kind in _HEARD and bool(message.content.get("media"))


def thumb(text: str) -> Literal["yes", "no"] | None:
    """Return what a text, or a reaction, means that is nothing but emoji for yes or for no, in any skin tone."""
    bare = _LOOK.sub("", text)
    return _THUMBS.get(bare[0]) if len(set(bare)) == 1 else None


def is_silent(message: WaitingMessage) -> bool:
    """Say whether nobody expects an answer to a message."""
    return message.kind in SILENT
