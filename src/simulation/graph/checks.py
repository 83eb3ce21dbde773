"""What the Graph API refuses, with the codes that it gives."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from simulation.graph.errors import require
from simulation.graph.fields import fields, items, only, text
from simulation.graph.interactive import check_interactive
from simulation.graph.template import check_template

_PHONE = re.compile(r"\+?[1-9][0-9]{6,14}")
_USER_ID = re.compile(r"[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}")
_COMMON = {"messaging_product", "recipient_type", "to", "recipient", "type", "biz_opaque_callback_data", "context"}
_MEDIA_FIELDS = {
    "image": {"link", "id", "caption"},
    "video": {"link", "id", "caption"},
    "audio": {"link", "id", "voice"},
    "document": {"link", "id", "caption", "filename"},
    "sticker": {"link", "id"},
}
_LATITUDE, _LONGITUDE = 90, 180


def json_object(body: bytes) -> dict[str, Any]:
    """Read a body.

    Raises:
        GraphError: it is no JSON object.
    """
    try:
        value = json.loads(body)
    except ValueError:
        value = None
    return dict(fields(value, "messaging_product"))


def check_message(payload: Mapping[str, Any]) -> None:
    """Check one message.

    Raises:
        GraphError: Meta would not take it.
    """
    require(payload.get("messaging_product") == "whatsapp", "The parameter messaging_product is required.", 100)
    require(payload.get("recipient_type", "individual") == "individual", "Invalid recipient_type", 100)
    kind = payload.get("type", "text")
    require(kind in _CHECKS, f"Param type must be one of {sorted(_CHECKS)}", 100)
    only(payload, _COMMON | {kind})
    _check_address(payload)
    text(payload, "biz_opaque_callback_data", 512, optional=True)
    _CHECKS[kind](payload.get(kind))


def check_read(payload: Mapping[str, Any], knows: Callable[[str], bool]) -> None:
    """Check that a message may be marked as read: one that was delivered.

    Raises:
        GraphError: Meta would not do it.
    """
    only(payload, {"messaging_product", "status", "message_id", "typing_indicator"})
    require(payload["status"] == "read", "Param status must be one of {read}", 100)
    require(payload.get("typing_indicator", {"type": "text"}) == {"type": "text"}, "Invalid typing_indicator", 100)
    require(knows(str(payload.get("message_id"))), "Message ID is invalid")


def _check_address(payload: Mapping[str, Any]) -> None:
    """Meta takes either; a user id in `to` would be accepted and never arrive, so it is better refused here."""
    require("to" in payload or "recipient" in payload, "The parameter to is required.", 100)
    if "to" in payload:
        require(_PHONE.fullmatch(str(payload["to"])), "to is no phone")
    else:
        require(_USER_ID.fullmatch(str(payload["recipient"])), "recipient is no user id")


def _check_text(given: Any) -> None:
    said = fields(given, "text")
    only(said, {"body", "preview_url"})
    text(said, "body", 4096)


def _media_check(kind: str) -> Callable[[Any], None]:
    def check(given: Any) -> None:
        said = fields(given, kind)
        only(said, _MEDIA_FIELDS[kind])
        require(("link" in said) != ("id" in said), "Either id or link must be provided")
        require("id" in said or urlsplit(str(said["link"])).scheme in {"http", "https"}, "The link is no URL")
        text(said, "caption", 1024, optional=True)
        text(said, "filename", 240, optional=True)

    return check


def _check_location(given: Any) -> None:
    said = fields(given, "location")
    only(said, {"latitude", "longitude", "name", "address"})
    for name, most in (("latitude", _LATITUDE), ("longitude", _LONGITUDE)):
        require(_degrees(said.get(name), most), f"{name} is no coordinate", 100)


def _degrees(value: Any, most: int) -> bool:
    try:
        return abs(float(value)) <= most
    except (TypeError, ValueError):
        return False


def _check_contacts(given: Any) -> None:
    for card in items(given, "contacts"):
        name = fields(card.get("name"), "contacts['name']")
        text(name, "formatted_name", 1024)


def _check_reaction(given: Any) -> None:
    said = fields(given, "reaction")
    only(said, {"message_id", "emoji"})
    text(said, "message_id", 512)
    require(isinstance(said.get("emoji"), str), "The parameter reaction['emoji'] is required.", 100)


_CHECKS: dict[str, Callable[[Any], None]] = {
    "text": _check_text,
    "interactive": check_interactive,
    "template": check_template,
    "location": _check_location,
    "contacts": _check_contacts,
    "reaction": _check_reaction,
    **{kind: _media_check(kind) for kind in _MEDIA_FIELDS},
}
