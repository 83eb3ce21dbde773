"""The words that conversations are told with: kinds, states, channels, languages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from handlers.console.moments import Moment, duration, read_moment

KINDS: Mapping[str, str] = {
    "image": "Photo",
    "video": "Video",
    "audio": "Sound",
    "voice": "Voice message",
    "document": "Document",
    "sticker": "Sticker",
    "location": "Location",
    "contacts": "Contact",
    "reaction": "Reaction",
    "order": "Order",
    "flow": "Form",
    "system": "Notice of WhatsApp",
    "edit": "Edited a message",
    "revoke": "Deleted a message",
    "unsupported": "A kind of message that WhatsApp does not hand on",
    "template": "Template",
}
"""What a message is called that says nothing in words."""

CHANNELS: Mapping[str, str] = {"cloud": "WhatsApp", "twilio": "Twilio", "simulator": "Simulator"}

LANGUAGE_NAMES: Mapping[str, str] = {
    "fr": "French",
    "en": "English",
    "es": "Spanish",
    "pt": "Portuguese",
    "de": "German",
    "it": "Italian",
    "ro": "Romanian",
    "pl": "Polish",
    "ar": "Arabic",
}

STATE_NAMES: Mapping[str, str] = {"human": "with the team", "active": "active", "idle": "idle", "ended": "ended"}

ENDED_REASONS: Mapping[str, str] = {
    "timeout": "nobody wrote for hours",
    "end_of_day": "a new day began",
    "user_request": "the person said goodbye",
    "escalation": "the hand-over to the team has ended",
    "operator": "ended by an operator",
    "duplicate_cleanup": "a second conversation was open",
}


def preview(message: Mapping[str, Any] | None) -> str:
    """Return what a message says on one line."""
    if message is None:
        return ""
    return " ".join((message.get("body") or KINDS.get(message.get("kind", ""), "")).split())


def speaker(message: Mapping[str, Any] | None) -> str:
    """Return who said it, of our side; nothing for the person."""
    if message is None or message.get("direction") != "outbound":
        return ""
    return "Team" if message.get("author") == "human" else "Bot"


def countdown(until: Moment | None) -> dict[str, Any] | None:
    """Return when something ends and in how long; None when that is over, or never."""
    if until is None:
        return None
    at = read_moment(until)
    seconds = (at - datetime.now(UTC)).total_seconds()
    return {"at": at, "left": duration(seconds)} if seconds > 0 else None


def size(count: int | None) -> str:
    """Tell how large a file is."""
    if not count:
        return ""
    return f"{count / 1_000_000:.1f} MB" if count >= 100_000 else f"{max(1, round(count / 1000))} kB"  # noqa: PLR2004 - a tenth of a megabyte
