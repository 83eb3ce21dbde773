"""Buttons and lists: a content is created once at Twilio and reused for everything that says the same.

Rows and buttons are few and stable, so they stand in the content literally.
The body names people and projects, so each of its lines is a variable wherever Twilio allows one: a menu costs one
content per language, not one per person. Without that each greeting would cost a call, and a content that stays.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from errors import DatabaseError, RelaisError
from events import Event, log
from messages import Option, Part
from services.channels.calls import in_seconds, seconds_left
from services.channels.twilio.api import TwilioApi
from services.interfaces import ContentCache
from services.patience import within

# Twilio refuses values that are empty, too long, or that hold a line break, a tab or more than four spaces (21656).
_VARIABLE = re.compile(r"(?=.*\S)(?!.* {5})(?!.*\{\{)[^\t\r\v\f\x85\u2028\u2029]{1,255}")

_LANGUAGE = "en"
"""Twilio wants one. It matters for templates under approval only, and these contents are sent inside the window."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a part says: the `definition` that is created once, and the `variables` of this one message."""

    definition: dict[str, Any]
    variables: dict[str, str]


@dataclass(frozen=True, slots=True)
class Contents:
    """Knows the content of a part, or has it created; `seconds` is what that may take."""

    api: TwilioApi
    cache: ContentCache
    seconds: float

    async def form(self, part: Part) -> dict[str, str] | None:
        """Return the fields that send an interactive part; None when there is no content for it in time.

        Whatever the reason: nothing has reached the person.
        """
        content = content_of(part)
        try:
            sid = await self._sid(content.definition)
        except RelaisError as error:
            log(Event.CONTENT_FALLBACK, reason=f"no content: {error}")
            return None
        fields = {"ContentSid": sid}
        if content.variables:
            fields["ContentVariables"] = json.dumps(content.variables, ensure_ascii=False)
        return fields

    async def forget(self, part: Part, seconds: float) -> None:
        """Let the content of a part be created anew next time; if that fails, the next refusal asks again."""
        with suppress(DatabaseError):
            await within(seconds, self.cache.forget(self._key(content_of(part).definition)))

    async def _sid(self, definition: dict[str, Any]) -> str:
        deadline = in_seconds(self.seconds)
        key = self._key(definition)
        sid = await within(self.seconds, self.cache.find(key))
        if sid is None:
            sid = await self.api.create_content({"friendly_name": f"relais_{key[:16]}"} | definition, deadline)
            await within(seconds_left(deadline), self.cache.save(key, sid))
        return sid

    def _key(self, definition: dict[str, Any]) -> str:
        """Hash what a content says, per account: another account does not have it."""
        said = json.dumps([self.api.account_sid, definition], sort_keys=True, ensure_ascii=False)
        return sha256(said.encode("utf-8", "backslashreplace")).hexdigest()


def content_of(part: Part) -> Content:
    """Take an interactive part apart into what is created once and what is this message's own."""
    body, variables = _body(part.text)
    definition = {
        "language": _LANGUAGE,
        "variables": dict.fromkeys(variables, "…"),
        "types": _TYPES[part.kind](part, body),
    }
    return Content(definition, variables)


def _body(text: str) -> tuple[str, dict[str, str]]:
    variables: dict[str, str] = {}
    lines: list[str] = []
    for line in text.split("\n"):
        if _VARIABLE.fullmatch(line):
            number = str(len(variables) + 1)
            variables[number] = line
            lines.append("{{" + number + "}}")
        else:
            lines.append(_literal(line))
    return "\n".join(lines), variables


def _literal(text: str) -> str:
    """Keep braces in a name from being read as a variable."""
    return text.replace("{{", "{ {").replace("}}", "} }")


def _quick_reply(part: Part, body: str) -> dict[str, Any]:
    actions = [{"type": "QUICK_REPLY", "title": _literal(option.title), "id": option.id} for option in part.options]
    return {"twilio/quick-reply": {"body": body, "actions": actions}}


def _list_picker(part: Part, body: str) -> dict[str, Any]:
    items = [_item(option) for option in part.options]
    return {"twilio/list-picker": {"body": body, "button": _literal(part.list_button), "items": items}}


def _item(option: Option) -> dict[str, str]:
    item = {"item": _literal(option.title), "id": option.id}
    return item | {"description": _literal(option.description)} if option.description else item


_TYPES = {"buttons": _quick_reply, "list": _list_picker}
INTERACTIVE = frozenset(_TYPES)
