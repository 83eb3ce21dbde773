"""What Twilio refuses, with the code that it gives, and what a content shows."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from tests.fakes.twilio.account import NUMBER

_ADDRESS = re.compile(r"whatsapp:(\+[1-9][0-9]{6,14}|[A-Z]{2}\.[A-Za-z0-9.]{1,132})")
_CONTENT_ID = re.compile(r"HX[0-9a-fA-F]{32}")
_MESSAGE_ID = re.compile(r"(SM|MM)[0-9a-fA-F]{32}")


class ApiError(Exception):
    """A refusal as Twilio words it."""

    def __init__(self, code: int, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code, self.status = code, status


def require(holds: object, code: int, message: str) -> None:
    if not holds:
        raise ApiError(code, message)


def check_message(form: Mapping[str, str]) -> None:
    require(form.get("To"), 21604, "A 'To' phone number is required.")
    require(form.get("From"), 21603, "A 'From' phone number is required.")
    require(_ADDRESS.fullmatch(form["To"]), 21211, f"Invalid 'To' Phone Number: {form['To']}")
    require(form["From"] == f"whatsapp:{NUMBER}", 63007, "Twilio could not find a Channel with this From address")
    require(form.keys() & {"Body", "MediaUrl", "ContentSid"}, 21619, "A text message body or media urls are required.")
    if "ContentSid" in form:
        require(_CONTENT_ID.fullmatch(form["ContentSid"]), 21655, "The ContentSid Parameter is Invalid")
        require("Body" not in form, 21619, "A content has a body of its own: the other one would be lost")
    require(len(form.get("Body", "")) <= 1600, 21617, "The message body exceeds the 1600 character limit")
    for name, code in (("MediaUrl", 21620), ("StatusCallback", 21609)):
        require(name not in form or urlsplit(form[name]).scheme in {"http", "https"}, code, f"Invalid {name}")


def check_indicator(form: Mapping[str, str]) -> None:
    require(form.get("channel") == "whatsapp", 20001, "Invalid channel")
    require(_MESSAGE_ID.fullmatch(form.get("messageId", "")), 20001, "Invalid messageId")


def json_object(text: str, code: int) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError:
        value = None
    require(isinstance(value, dict), code, "not a JSON object")
    return dict(value)


def read_variables(text: str) -> dict[str, str]:
    variables = json_object(text, 21656)
    for value in variables.values():
        fits = isinstance(value, str) and 0 < len(value) <= 255 and not re.search(r"[\n\t]| {5}", value)
        require(fits, 21656, "The ContentVariables Parameter is invalid")
    return variables


def rendered(content: Mapping[str, Any], variables: Mapping[str, str]) -> dict[str, Any]:
    [(kind, said)] = content["types"].items()

    def fill(text: str) -> str:
        return re.sub(r"\{\{(\w+)\}\}", lambda match: variables[match[1]], text)

    if kind == "twilio/text":
        return {"kind": "template", "body": fill(said["body"])}
    if kind == "twilio/quick-reply":
        options = tuple((action["id"], fill(action["title"]), "") for action in said["actions"])
        return {"kind": "buttons", "body": fill(said["body"]), "options": options}
    options = tuple((item["id"], fill(item["item"]), fill(item.get("description", ""))) for item in said["items"])
    return {"kind": "list", "body": fill(said["body"]), "options": options, "button": fill(said["button"])}


def check_definition(content: Mapping[str, Any]) -> None:
    complete = content.get("friendly_name") and content.get("language") and isinstance(content.get("types"), dict)
    require(complete, 20001, "friendly_name, language and types are required")
    require(content["types"], 20001, "at least one type is required")
    for said in content["types"].values():
        require(0 < len(said.get("body", "")) <= 1024, 20001, "body must have 1 to 1024 characters")
    used = set(re.findall(r"\{\{(\w*)\}\}", json.dumps(content["types"])))
    require(used <= content.get("variables", {}).keys(), 20001, "a variable has no sample")


def check_quick_reply(content: Mapping[str, Any]) -> None:
    if (said := content["types"].get("twilio/quick-reply")) is None:
        return
    require(1 <= len(said["actions"]) <= 3, 20001, "1 to 3 actions without approval")
    for action in said["actions"]:
        require(0 < len(action["title"]) <= 20, 20001, "title must have 1 to 20 characters")
        require(0 < len(action["id"]) <= 200, 20001, "id must have 1 to 200 characters")


def check_list_picker(content: Mapping[str, Any]) -> None:
    if (said := content["types"].get("twilio/list-picker")) is None:
        return
    require(0 < len(said["button"]) <= 20, 20001, "button must have 1 to 20 characters")
    require(1 <= len(said["items"]) <= 10, 20001, "1 to 10 items")
    for item in said["items"]:
        require(0 < len(item["item"]) <= 24, 20001, "item must have 1 to 24 characters")
        require(0 < len(item["id"]) <= 200, 20001, "id must have 1 to 200 characters")
        require(0 < len(item.get("description", "-")) <= 72, 20001, "description must have 1 to 72 characters")
