"""What of a message is the person's own words, and what nobody expects an answer to."""

from __future__ import annotations

import re
from typing import Any

from services.store import WaitingMessage

SILENT = frozenset({"reaction", "sticker", "system", "edit", "revoke"})
"""Kinds that are stored and never answered; what they say is nobody's words."""

_SPOKEN = frozenset({"text", "button"})
_CAPTIONED = frozenset({"image", "video", "audio", "voice", "document"})

_NUMBER = re.compile(r"\s*(\d{1,3})\s*[.)]?\s*")


def typed_number(text: str) -> int | None:
    """Return the number that the whole text is, as one types it to choose from a list: `2`, `2.`, `2)`."""
    number = _NUMBER.fullmatch(text)
    return int(number[1]) if number else None


def words(message: WaitingMessage) -> str:
    """Return what the person wrote: a text, a tap's title, a file's caption; else nothing."""
    content = message.content
    if message.kind in _SPOKEN:
        return str(content.get("text") or content.get("title") or "")
    files: list[dict[str, Any]] = content.get("media", []) if message.kind in _CAPTIONED else []
    return next((str(file["caption"]) for file in files if file.get("caption")), "")


def is_readable(message: WaitingMessage) -> bool:
    """Say whether a message can be answered for what it says."""
    return message.kind in _SPOKEN or bool(words(message))


def is_silent(message: WaitingMessage) -> bool:
    """Say whether nobody expects an answer to a message."""
    return message.kind in SILENT
