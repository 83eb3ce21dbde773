"""What Twilio refuses of a message, with the code that it gives."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import urlsplit

from simulation.twilio.errors import ApiError, require

Form = Mapping[str, str]

_ADDRESS = re.compile(r"whatsapp:(\+[1-9][0-9]{6,14}|[A-Z]{2}\.[A-Za-z0-9.]{1,132})")
_CONTENT_ID = re.compile(r"HX[0-9a-fA-F]{32}")
_MESSAGE_ID = re.compile(r"(SM|MM)[0-9a-fA-F]{32}")
_LONGEST_BODY = 1600
_LONGEST_VARIABLE = 255


def check_message(form: Form, number: str) -> None:
    """Check one message from `number`.

    Raises:
        ApiError: Twilio would not take it.
    """
    require(form.get("To"), 21604, "A 'To' phone number is required.")
    require(form.get("From"), 21603, "A 'From' phone number is required.")
    require(_ADDRESS.fullmatch(form["To"]), 21211, f"Invalid 'To' Phone Number: {form['To']}")
    require(form["From"] == f"whatsapp:{number}", 63007, "Twilio could not find a Channel with this From address")
    require(form.keys() & {"Body", "MediaUrl", "ContentSid"}, 21619, "A text message body or media urls are required.")
    if "ContentSid" in form:
        require(_CONTENT_ID.fullmatch(form["ContentSid"]), 21655, "The ContentSid Parameter is Invalid")
        require("Body" not in form, 21619, "A content has a body of its own: the other one would be lost")
    require(len(form.get("Body", "")) <= _LONGEST_BODY, 21617, "The message body exceeds the 1600 character limit")
    for name, code in (("MediaUrl", 21620), ("StatusCallback", 21609)):
        require(name not in form or urlsplit(form[name]).scheme in {"http", "https"}, code, f"Invalid {name}")


def check_indicator(form: Form) -> None:
    """Check that a message may be shown as read.

    Raises:
        ApiError: Twilio would not do it.
    """
    require(form.get("channel") == "whatsapp", 20001, "Invalid channel")
    require(_MESSAGE_ID.fullmatch(form.get("messageId", "")), 20001, "Invalid messageId")


def read_variables(text: str) -> dict[str, str]:
    """Read what fills a content.

    Raises:
        ApiError: Twilio would not take it.
    """
    variables = json_object(text, 21656)
    for value in variables.values():
        fits = isinstance(value, str) and 0 < len(value) <= _LONGEST_VARIABLE and not re.search(r"[\n\t]| {5}", value)
        require(fits, 21656, "The ContentVariables Parameter is invalid")
    return variables


def json_object(text: str, code: int) -> dict[str, Any]:
    """Read a JSON object.

    Raises:
        ApiError: it is none.
    """
    try:
        value = json.loads(text)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise ApiError(code, "not a JSON object")
    return cast("dict[str, Any]", value)
