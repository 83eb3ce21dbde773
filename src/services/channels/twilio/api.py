"""The two calls to Twilio, and what their answers mean."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, cast

import httpx

from errors import SendDeferredError, SendError, SendRefusedError, SendUnknownError

TIMEOUT = httpx.Timeout(20, connect=5)

_LATER_STATUSES = frozenset({408, 425, 429, *range(500, 600)})

_LATER_CODES = frozenset({
    "20429",  # too many requests
    "20503",  # service unavailable
    "21611",  # this sender's queue is full
    "30001",  # queue overflow
    "63017",  # rate limit
    "63018",  # rate limit of WhatsApp
    "63038",  # the account's messages of the day are used up
})  # fmt: skip

# Nothing has left, or not to Twilio: the same call cannot send twice.
_NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TwilioApi:
    """Calls Twilio at the configured addresses, and only there with the credentials."""

    account_sid: str
    auth_token: str = field(repr=False)
    api_url: str
    content_url: str
    client: httpx.AsyncClient = field(repr=False)

    async def create_message(self, form: dict[str, str]) -> str:
        """Send one message and return its sid (`SM…`, `MM…`).

        Raises:
            SendError: one of the three that `services.interfaces.Channel.send` names.
        """
        url = f"{self.api_url.rstrip('/')}/2010-04-01/Accounts/{self.account_sid}/Messages.json"
        return await self._post(url, data=form)

    async def create_content(self, content: dict[str, Any]) -> str:
        """Create a content and return its sid (`HX…`); errors as `create_message`."""
        return await self._post(f"{self.content_url.rstrip('/')}/v1/Content", json=content)

    async def _post(self, url: str, **body: Any) -> str:
        credentials = httpx.BasicAuth(self.account_sid, self.auth_token)
        try:
            response = await self.client.post(url, auth=credentials, follow_redirects=False, **body)
        except httpx.HTTPError as error:
            # `from None`: the foreign exception holds the request with its credentials.
            raise _transport_error(error) from None
        if response.is_success and (sid := _fields(response).get("sid")):
            return str(sid)
        raise _answer_error(response)


def _transport_error(error: httpx.HTTPError) -> SendError:
    reason = type(error).__name__
    if isinstance(error, _NOT_SENT):
        return SendDeferredError(f"Twilio cannot be reached ({reason})")
    return SendUnknownError(f"Twilio did not answer to the end ({reason})")


def _answer_error(response: httpx.Response) -> SendError:
    """Say what an answer without a sid means. Twilio's own sentence stays out: it may hold a phone number."""
    number = _fields(response).get("code")
    code = str(number) if number else None
    sentence = f"Twilio answered {response.status_code}" + (f", error {code}" if code else "")
    if response.is_success:
        return SendUnknownError(f"{sentence} without an id", provider_code=code)
    if response.status_code in _LATER_STATUSES or code in _LATER_CODES:
        return SendDeferredError(sentence, provider_code=code, retry_after=_retry_after(response))
    return SendRefusedError(sentence, provider_code=code)


def _fields(response: httpx.Response) -> dict[str, Any]:
    try:
        body: Any = response.json()
    except ValueError:
        return {}
    return cast("dict[str, Any]", body) if isinstance(body, dict) else {}


def _retry_after(response: httpx.Response) -> float | None:
    seconds = response.headers.get("Retry-After", "")
    return float(seconds) if seconds.isdecimal() else None
