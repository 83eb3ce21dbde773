"""What the Graph API refuses, with the codes that it gives."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

_PHONE = re.compile(r"\+?[1-9][0-9]{6,14}")
_USER_ID = re.compile(r"[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}")
_TEMPLATE = re.compile(r"[a-z0-9_]{1,512}")
_TEMPLATE_LANGUAGES = {"fr", "en", "en_GB", "en_US", "es", "es_ES", "pt_BR", "pt_PT", "de", "it", "ro", "pl", "ar"}
_COMMON = {"messaging_product", "recipient_type", "to", "recipient", "type", "biz_opaque_callback_data", "context"}
_MEDIA = ("image", "video", "audio", "document")
_MEDIA_FIELDS = {
    "image": {"link", "id", "caption"},
    "video": {"link", "id", "caption"},
    "audio": {"link", "id", "voice"},
    "document": {"link", "id", "caption", "filename"},
}


class GraphError(Exception):
    """A refusal as Meta words it."""

    def __init__(self, code: int, details: str, status: int = 400, subcode: int | None = None) -> None:
        super().__init__(details)
        self.code, self.status, self.subcode = code, status, subcode

    def body(self) -> dict[str, Any]:
        error = {
            "message": f"(#{self.code}) {self}",
            "type": "OAuthException",
            "code": self.code,
            "error_data": {"messaging_product": "whatsapp", "details": str(self)},
            "fbtrace_id": "Az8or2yhqkZfEZ-_4Qn_Bam",
        }
        return {"error": error | ({"error_subcode": self.subcode} if self.subcode else {})}


def require(holds: object, details: str, code: int = 131009) -> None:
    if not holds:
        raise GraphError(code, details)


def json_object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except ValueError:
        value = None
    require(isinstance(value, dict), "The body is no JSON object", 100)
    return dict(value)


def check_message(payload: Mapping[str, Any]) -> None:
    require(payload.get("messaging_product") == "whatsapp", "The parameter messaging_product is required.", 100)
    require(payload.get("recipient_type", "individual") == "individual", "Invalid recipient_type", 100)
    kind = payload.get("type", "text")
    require(kind in _CHECKS, f"Param type must be one of {sorted(_CHECKS)}", 100)
    _only(payload, _COMMON | {kind})
    _check_address(payload)
    _text(payload, "biz_opaque_callback_data", 512, optional=True)
    require(isinstance(payload.get(kind), dict), f"The parameter {kind} is required.", 100)
    _CHECKS[kind](payload[kind])


def check_read(payload: Mapping[str, Any], known_ids: set[str]) -> None:
    _only(payload, {"messaging_product", "status", "message_id", "typing_indicator"})
    require(payload["status"] == "read", "Param status must be one of {read}", 100)
    require(payload.get("typing_indicator", {"type": "text"}) == {"type": "text"}, "Invalid typing_indicator", 100)
    require(payload.get("message_id") in known_ids, "Message ID is invalid")


def _check_address(payload: Mapping[str, Any]) -> None:
    """Meta takes either; a user id in `to` would be accepted and never arrive, so a test must fail on it."""
    require("to" in payload or "recipient" in payload, "The parameter to is required.", 100)
    if "to" in payload:
        require(_PHONE.fullmatch(str(payload["to"])), "to is no phone")
    else:
        require(_USER_ID.fullmatch(str(payload["recipient"])), "recipient is no user id")


def _check_text(said: Mapping[str, Any]) -> None:
    _only(said, {"body", "preview_url"})
    _text(said, "body", 4096)


def _check_interactive(said: Mapping[str, Any]) -> None:
    _only(said, {"type", "header", "body", "footer", "action"})
    require(said.get("type") in {"button", "list"}, "Invalid interactive type")
    require(isinstance(said.get("body"), dict), "The parameter interactive['body'] is required.", 100)
    _text(said["body"], "text", 1024)
    (_check_buttons if said["type"] == "button" else _check_list)(said["action"])


def _check_buttons(action: Mapping[str, Any]) -> None:
    _only(action, {"buttons"})
    replies = [button["reply"] for button in action["buttons"] if button["type"] == "reply"]
    require(1 <= len(replies) == len(action["buttons"]) <= 3, "Invalid buttons count. Min allowed buttons: 1, Max: 3")
    for reply in replies:
        _only(reply, {"id", "title"})
        _text(reply, "id", 256)
        _text(reply, "title", 20)
    _distinct(replies, "id")
    _distinct(replies, "title")


def _check_list(action: Mapping[str, Any]) -> None:
    _only(action, {"button", "sections"})
    _text(action, "button", 20)
    sections = action["sections"]
    require(1 <= len(sections) <= 10, "Invalid sections count")
    require(len(sections) == 1 or all(section.get("title") for section in sections), "Section title is required")
    rows = [row for section in sections for row in section["rows"]]
    require(1 <= len(rows) <= 10, "Total row count exceed max allowed count: 10")
    for row in rows:
        _only(row, {"id", "title", "description"})
        _text(row, "id", 200)
        _text(row, "title", 24)
        _text(row, "description", 72, optional=True)
    _distinct(rows, "id")


def _check_template(said: Mapping[str, Any]) -> None:
    _only(said, {"name", "language", "components"})
    require(_TEMPLATE.fullmatch(str(said.get("name"))), "Template name does not exist in the translation", 132001)
    require(isinstance(said.get("language"), dict), "The parameter template['language'] is required.", 100)
    _only(said["language"], {"code", "policy"})
    require(said["language"].get("code") in _TEMPLATE_LANGUAGES, "Unsupported language code")
    for component in said.get("components", []):
        require(component.get("type") == "body", "Invalid component type", 100)
        _only(component, {"type", "parameters"})
        require(component.get("parameters"), "Number of parameters does not match", 132000)
        for parameter in component["parameters"]:
            _only(parameter, {"type", "text"})
            require(parameter.get("type") == "text", "Invalid parameter type", 132012)
            fits = re.fullmatch(r"(?=.*\S)(?!.* {5})[^\n\t]{1,1024}", str(parameter.get("text")))
            require(fits, "Param text cannot have new-line/tab characters or more than 4 consecutive spaces", 132018)


def _media_check(kind: str) -> Callable[[Mapping[str, Any]], None]:
    def check(said: Mapping[str, Any]) -> None:
        _only(said, _MEDIA_FIELDS[kind])
        require(("link" in said) != ("id" in said), "Either id or link must be provided")
        require("id" in said or urlsplit(said["link"]).scheme in {"http", "https"}, "The link is no URL")
        _text(said, "caption", 1024, optional=True)
        _text(said, "filename", 240, optional=True)

    return check


def _only(said: Mapping[str, Any], allowed: set[str]) -> None:
    unknown = sorted(set(said) - allowed)
    require(not unknown, f'Unexpected key "{unknown[0] if unknown else ""}"', 100)


def _text(said: Mapping[str, Any], name: str, limit: int, *, optional: bool = False) -> None:
    if name in said or not optional:
        text = said.get(name)
        fits = isinstance(text, str) and text.strip() and len(text) <= limit
        require(fits, f"{name} must have 1 to {limit} characters")


def _distinct(items: list[dict[str, Any]], name: str) -> None:
    require(len({item[name] for item in items}) == len(items), f"Duplicated {name}")


_CHECKS: dict[str, Callable[[Mapping[str, Any]], None]] = {
    "text": _check_text,
    "interactive": _check_interactive,
    "template": _check_template,
    **{kind: _media_check(kind) for kind in _MEDIA},
}
