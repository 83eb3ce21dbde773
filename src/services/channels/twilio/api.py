"""The three calls to Twilio."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import urlencode

import aiohttp
import orjson

from errors import SendUnknownError
from services.channels.calls import Provider
from services.channels.http import HttpClient

_LATER_CODES = frozenset({
    "20429",  # too many requests
    "20503",  # service unavailable
    "21611",  # this sender's queue is full
    "30001",  # queue overflow
    "63017",  # rate limit
    "63018",  # rate limit of WhatsApp
    "63038",  # the account's messages of the day are used up
})  # fmt: skip

_ACCOUNT_CODES = frozenset({
    "10001",  # the account is not active
    "20003",  # account and token do not fit together
    "20005",  # the account is not active
    "30002",  # the account is suspended
    "63007",  # our number is none of this account's
    "90010",  # the account is not active
})  # fmt: skip

_FORM, _JSON = "application/x-www-form-urlencoded", "application/json"

_API_HOST = re.compile(r"(https://)api(\.(?:[a-z0-9-]+\.)*twilio\.com(?:/|$))")


def _code(answer: Any) -> str | None:
    number = _fields(answer).get("code")
    return str(number) if number else None


def _fields(answer: Any) -> dict[str, Any]:
    return cast("dict[str, Any]", answer) if isinstance(answer, dict) else {}


_TWILIO = Provider(name="Twilio", code_of=_code, later_codes=_LATER_CODES, account_codes=_ACCOUNT_CODES)


@dataclass(frozen=True, slots=True, kw_only=True)
class TwilioApi:
    """Calls Twilio at the configured addresses, and only there with the credentials.

    Each call takes a deadline and raises errors as `Provider.post`.
    """

    account_sid: str
    auth_token: str = field(repr=False)
    api_url: str
    content_url: str
    client: HttpClient = field(repr=False)

    async def create_message(self, form: dict[str, str], deadline: float) -> str:
        """Send one message and return its sid (`SM…`, `MM…`)."""
        url = f"{self.api_url.rstrip('/')}/2010-04-01/Accounts/{self.account_sid}/Messages.json"
        return _sid(await self._post_form(url, form, deadline))

    async def create_content(self, content: dict[str, Any], deadline: float) -> str:
        """Create a content and return its sid (`HX…`)."""
        url = f"{self.content_url.rstrip('/')}/v1/Content"
        return _sid(await self._post(url, deadline, _JSON, orjson.dumps(content)))

    async def create_typing_indicator(self, message_id: str, deadline: float) -> None:
        """Mark a message as read and show that an answer is on its way."""
        url = f"{_messaging_url(self.api_url).rstrip('/')}/v2/Indicators/Typing.json"
        await self._post_form(url, {"channel": "whatsapp", "messageId": message_id}, deadline)

    async def _post_form(self, url: str, form: dict[str, str], deadline: float) -> Any:
        return await self._post(url, deadline, _FORM, urlencode(form).encode())

    async def _post(self, url: str, deadline: float, content_type: str, body: bytes) -> Any:
        credentials = aiohttp.encode_basic_auth(self.account_sid, self.auth_token)
        headers = {"Authorization": credentials, "Content-Type": content_type}
        return await _TWILIO.post(self.client, url, deadline=deadline, headers=headers, body=body)


def _messaging_url(api_url: str) -> str:
    """Return where messaging is served: at Twilio beside the API, in the same region; anywhere else at one address."""
    return _API_HOST.sub(r"\1messaging\2", api_url, count=1)


def _sid(answer: Any) -> str:
    sid = _fields(answer).get("sid")
    if not sid:
        raise SendUnknownError("Twilio answered without an id")
    return str(sid)
