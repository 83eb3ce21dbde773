"""A call to a provider over HTTP: how long it may take, and what its failure means for the message."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import httpx

from errors import SendDeferredError, SendError, SendRefusedError, SendUnknownError, place_of
from events import Event, log
from services.backoff import LONGEST_SECONDS

TIMEOUT = httpx.Timeout(15, connect=5, pool=5)
"""Of each step of one call."""

TOTAL_SECONDS = 20.0
"""Of all calls of one send: an answer that trickles in outlives every single time-out.

Shorter than the lease of a reply (30 s), longer than any time-out that says that nothing has left.
"""

_TYPING_SECONDS = 5.0

_LATER = frozenset({HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
"""HTTP's own words for: not handled, come again."""

# Nothing has left, or not to the provider: the same call cannot send twice.
_NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """How one provider answers.

    `code_of` finds its own error code in the JSON of an answer (None when that has none); `later_codes` pass,
    `account_codes` are about us and not about the message.
    """

    name: str
    code_of: Callable[[Any], str | None]
    later_codes: frozenset[str]
    account_codes: frozenset[str]

    async def post(self, client: httpx.AsyncClient, url: str, *, deadline: float, **request: Any) -> Any:
        """Return the JSON of the answer, None when it is none; `deadline` is as `in_seconds` gives it.

        Raises:
            SendError: one of the three that `services.interfaces.Channel.send` names.
        """
        if not seconds_left(deadline):
            raise SendDeferredError(f"no time was left to call {self.name}")
        try:
            async with asyncio.timeout_at(deadline):
                answer = await client.post(url, follow_redirects=False, **request)
        except (httpx.HTTPError, TimeoutError) as error:
            # `from None`: the foreign exception holds the request with its credentials.
            raise self._transport_error(error) from None
        if not answer.is_success:
            raise self._answer_error(answer)
        return _json(answer)

    def _transport_error(self, error: Exception) -> SendError:
        reason = type(error).__name__
        if isinstance(error, _NOT_SENT):
            return SendDeferredError(f"{self.name} cannot be reached ({reason})")
        return SendUnknownError(f"{self.name} did not answer to the end ({reason})")

    def _answer_error(self, answer: httpx.Response) -> SendError:
        """Say what a refusal means. The provider's sentence stays out: it may hold a phone number, or the token."""
        code = self.code_of(_json(answer))
        sentence = f"{self.name} answered {answer.status_code}" + (f", error {code}" if code else "")
        if self._passes(answer, code):
            return SendDeferredError(sentence, provider_code=code, retry_after=_retry_after(answer))
        # A gateway's answer, or a crash: the message may have been taken before. One that waits for its status is
        # better than one that comes twice.
        if answer.is_server_error or answer.status_code == HTTPStatus.REQUEST_TIMEOUT:
            return SendUnknownError(f"{sentence}: perhaps taken", provider_code=code)
        account = code in self.account_codes
        about = " about the account: an operator must look" if account else ""
        return SendRefusedError(sentence + about, provider_code=code, account=account)

    def _passes(self, answer: httpx.Response, code: str | None) -> bool:
        """Say whether the message was surely not taken, and may be later.

        A 503 says so whoever gives it; providers shed load with it, often without their JSON, and an overload must
        not keep people waiting for statuses that never come. A 500 says so only with the provider's own code.
        """
        its_own = code is not None and answer.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
        return its_own or answer.status_code in _LATER or code in self.later_codes


def in_seconds(seconds: float) -> float:
    """Return the time in so many seconds, on the clock of the running loop."""
    return asyncio.get_running_loop().time() + seconds


def seconds_left(deadline: float) -> float:
    """Return the seconds until a time of the running loop's clock; 0 when it has passed."""
    return max(deadline - asyncio.get_running_loop().time(), 0.0)


async def worked(call: Callable[[float], Awaitable[object]]) -> bool:
    """Say whether a call worked that is only a courtesy; it is given its deadline. No fault of it harms anybody."""
    try:
        await call(in_seconds(_TYPING_SECONDS))
    except SendError:
        return False
    except Exception as error:  # noqa: BLE001 - a turn does not fail for a courtesy
        log(Event.UNEXPECTED, reason=place_of(error))
        return False
    return True


def _json(answer: httpx.Response) -> Any:
    try:
        return answer.json()
    except ValueError:
        return None


def _retry_after(answer: httpx.Response) -> float | None:
    """Return the seconds that the provider asks for, our own longest wait at most; None for a date, or none."""
    seconds = answer.headers.get("Retry-After", "")
    return min(float(seconds), LONGEST_SECONDS) if seconds.isdecimal() else None
