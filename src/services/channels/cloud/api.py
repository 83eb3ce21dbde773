"""The one call to the Graph API, and what its answers mean."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

import httpx

from errors import SendDeferredError, SendError, SendRefusedError, SendUnknownError
from services.channels.cloud.fields import Json, each, word

TIMEOUT = httpx.Timeout(15, connect=5, pool=5)
TOTAL_SECONDS = 20.0
"""An answer that trickles in outlives every single time-out. Later than any that says that nothing has left."""

_LATER_STATUSES = frozenset({"408", "425", "429"})

_LATER_CODES = frozenset({
    "2",       # the Graph API is away
    "4",       # the app's calls of this hour are used up
    "80007",   # the business account's calls are used up
    "130429",  # messages per second
    "131000",  # something went wrong
    "131016",  # the service is overloaded
    "131048",  # too many of our messages were blocked or reported
    "131053",  # the file could not be fetched
    "131056",  # messages to this one person
    "133016",  # registrations of this number
})  # fmt: skip

_ACCOUNT_CODES = frozenset({
    "10",      # a permission is missing
    "190",     # the access token is no longer valid
    "368",     # blocked for a violation of a policy
    "131031",  # the account is locked
    *map(str, range(200, 300)),  # a permission was taken away
})  # fmt: skip

# Nothing has left: the same call cannot send twice.
_NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphApi:
    """Calls the Graph API at the configured address, and only there with the access token."""

    url: str
    access_token: str = field(repr=False)
    client: httpx.AsyncClient = field(repr=False)
    total_seconds: float = TOTAL_SECONDS

    async def send_message(self, payload: Json) -> str:
        """Send one message and return its id (`wamid.…`).

        Raises:
            SendError: one of the three that `services.interfaces.Channel.send` names.
        """
        answer = await self._post(payload)
        message_id = next((word(message, "id") for message in each(_fields(answer), "messages")), None)
        if message_id is None:
            raise SendUnknownError(f"Meta answered {answer.status_code} without an id")
        return message_id

    async def post(self, payload: Json) -> None:
        """Post what is no message; errors as `send_message`."""
        await self._post(payload)

    async def _post(self, payload: Json) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.access_token}"}
        try:
            async with asyncio.timeout(self.total_seconds):
                answer = await self.client.post(self.url, json=payload, headers=headers, follow_redirects=False)
        except (httpx.HTTPError, TimeoutError) as error:
            # `from None`: the foreign exception holds the request with its token.
            raise _transport_error(error) from None
        if not answer.is_success:
            raise _answer_error(answer)
        return answer


def _transport_error(error: Exception) -> SendError:
    reason = type(error).__name__
    if isinstance(error, _NOT_SENT):
        return SendDeferredError(f"Meta cannot be reached ({reason})")
    return SendUnknownError(f"Meta did not answer to the end ({reason})")


def _answer_error(answer: httpx.Response) -> SendError:
    """Say what a refusal means. Meta's own sentence stays out: it may hold a phone number, or the token."""
    code = word(_fields(answer), "error.code")
    sentence = f"Meta answered {answer.status_code}" + (f", error {code}" if code else "")
    if answer.is_server_error or str(answer.status_code) in _LATER_STATUSES or code in _LATER_CODES:
        return SendDeferredError(sentence, provider_code=code, retry_after=_retry_after(answer))
    about = " about the account: an operator must look" if code in _ACCOUNT_CODES else ""
    return SendRefusedError(sentence + about, provider_code=code)


def _fields(answer: httpx.Response) -> Any:
    try:
        return answer.json()
    except ValueError:
        return None


def _retry_after(answer: httpx.Response) -> float | None:
    seconds = answer.headers.get("Retry-After", "")
    return float(seconds) if seconds.isdecimal() else None
