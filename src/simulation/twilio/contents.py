"""Contents: what Twilio takes of one, and what a person sees of it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, cast
from uuid import uuid4

from simulation.twilio.checks import json_object
from simulation.twilio.errors import ApiError, not_found, require

Content = dict[str, Any]
Said = Mapping[str, Any]
Seen = dict[str, Any]

_VARIABLE = re.compile(r"\{\{(\w*)\}\}")
_MOST_CONTENTS = 10_000


class Contents:
    """The contents of an account. `approvals` are WhatsApp's words for them, `approved` without one."""

    def __init__(self) -> None:
        self.held: dict[str, Content] = {}
        self.approvals: dict[str, str] = {}

    def create(self, body: str) -> Content:
        """Keep a content and give it an id.

        Raises:
            ApiError: Twilio would not take it.
        """
        content = json_object(body, 20001)
        _check(content)
        sid = f"HX{uuid4().hex}"
        self.held[sid] = content
        if len(self.held) > _MOST_CONTENTS:
            del self.held[next(iter(self.held))]
        return {"sid": sid} | content

    def seen(self, sid: str, variables: Mapping[str, str]) -> Seen:
        """Return what the person sees.

        Raises:
            ApiError: there is no such content.
        """
        if sid not in self.held:
            raise ApiError(21655, "The ContentSid Parameter is Invalid")
        content = self.held[sid]
        return _seen(content, content.get("variables", {}) | variables)

    def approval(self, sid: str) -> Content:
        """Return what WhatsApp says of a content.

        Raises:
            ApiError: there is no such content.
        """
        if sid not in self.held:
            raise not_found(f"/Content/{sid}/ApprovalRequests")
        return {"type": "whatsapp", "status": self.approvals.get(sid, "approved"), "rejection_reason": ""}


def _seen(content: Content, variables: Mapping[str, str]) -> Seen:
    kind, said = next(iter(content["types"].items()))

    def fill(text: str) -> str:
        return _VARIABLE.sub(lambda match: variables.get(match[1], match[0]), text)

    return _SEEN.get(kind, _text)(said, fill) | {"body": fill(said["body"])}


def _text(_said: Said, _fill: Callable[[str], str]) -> Seen:
    return {"kind": "template"}


def _quick_reply(said: Said, fill: Callable[[str], str]) -> Seen:
    return {"kind": "buttons", "options": tuple((one["id"], fill(one["title"]), "") for one in said["actions"])}


def _list_picker(said: Said, fill: Callable[[str], str]) -> Seen:
    options = tuple((one["id"], fill(one["item"]), fill(one.get("description", ""))) for one in said["items"])
    return {"kind": "list", "options": options, "button": fill(said["button"])}


def _check(content: Content) -> None:
    complete = content.get("friendly_name") and content.get("language") and isinstance(content.get("types"), dict)
    require(complete, 20001, "friendly_name, language and types are required")
    require(content["types"], 20001, "at least one type is required")
    for kind, said in content["types"].items():
        _length(said, "body", 1024)
        _CHECKS.get(kind, _check_nothing)(said)
    used = set(_VARIABLE.findall(json.dumps(content["types"])))
    require(used <= content.get("variables", {}).keys(), 20001, "a variable has no sample")


def _check_nothing(_said: Said) -> None:
    """Take it as it is."""


def _check_quick_reply(said: Said) -> None:
    actions = _items(said, "actions", 3)
    for action in actions:
        _length(action, "title", 20)
        _length(action, "id", 200)


def _check_list_picker(said: Said) -> None:
    _length(said, "button", 20)
    for item in _items(said, "items", 10):
        _length(item, "item", 24)
        _length(item, "id", 200)
        _length({"description": "-"} | dict(item), "description", 72)


def _items(said: Said, name: str, most: int) -> list[Said]:
    found = cast("list[Said]", said.get(name) if isinstance(said.get(name), list) else [])
    require(1 <= len(found) <= most, 20001, f"1 to {most} {name}")
    return found


def _length(said: Said, name: str, most: int) -> None:
    value = said.get(name)
    fits = isinstance(value, str) and 0 < len(value) <= most
    require(fits, 20001, f"{name} must have 1 to {most} characters")


_SEEN: dict[str, Callable[[Said, Callable[[str], str]], Seen]] = {
    "twilio/quick-reply": _quick_reply,
    "twilio/list-picker": _list_picker,
}

_CHECKS: dict[str, Callable[[Said], None]] = {
    "twilio/quick-reply": _check_quick_reply,
    "twilio/list-picker": _check_list_picker,
}
