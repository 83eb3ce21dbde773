"""A call to a provider over HTTP: how long it may take, and what its failure means for the message."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from errors import SendDeferredError, SendError, SendRefusedError, SendUnknownError, place_of
from events import Event, log
from services.backoff import LONGEST_SECONDS
from services.channels.http import Answer, HttpClient, NoAnswerError, NotSentError

TOTAL_SECONDS = 20.0
"""Of all calls of one send: an answer that trickles in outlives every single time-out.

Shorter than the lease of a reply (30 s), longer than any time-out that says that nothing has left.
"""

_TYPING_SECONDS = 5.0

_LATER = frozenset({HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
"""HTTP's own words for: not handled, come again."""


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

    async def post(
        self, client: HttpClient, url: str, *, deadline: float, headers: Mapping[str, str], body: bytes
    ) -> Any:
        """Return the JSON of the answer, None when it is none; `deadline` is as `in_seconds` gives it.

        Raises:
            SendError: one of the three that `services.interfaces.Channel.send` names.
        """
        if not seconds_left(deadline):
            raise SendDeferredError(f"no time was left to call {self.name}")
        try:
            async with asyncio.timeout_at(deadline):
                answer = await client.post(url, headers=headers, body=body)
        except NotSentError as error:
            raise SendDeferredError(f"{self.name} cannot be reached ({error})") from None
        except (NoAnswerError, TimeoutError) as error:
            reason = str(error) or type(error).__name__
            raise SendUnknownError(f"{self.name} did not answer to the end ({reason})") from None
        if answer.status // 100 != 2:  # noqa: PLR2004
            raise self.error_of(answer)
        return answer.json()

    def error_of(self, answer: Answer) -> SendError:
        """Say what an answer means that is no success.

        The provider's sentence stays out: it may hold a phone number, or the token.
        """
        code = self.code_of(answer.json())
        sentence = f"{self.name} answered {answer.status}" + (f", error {code}" if code else "")
        if self._passes(answer, code):
            return SendDeferredError(sentence, provider_code=code, retry_after=retry_after(answer.headers))
        # A gateway's answer, or a crash: the message may have been taken before. One that waits for its status is
        # better than one that comes twice.
        if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR or answer.status == HTTPStatus.REQUEST_TIMEOUT:
            return SendUnknownError(f"{sentence}: perhaps taken", provider_code=code)
        account = code in self.account_codes
        about = " about the account: an operator must look" if account else ""
        return SendRefusedError(sentence + about, provider_code=code, account=account)

    def _passes(self, answer: Answer, code: str | None) -> bool:
        """Say whether the message was surely not taken, and may be later.

        A 503 says so whoever gives it; providers shed load with it, often without their JSON, and an overload must
        not keep people waiting for statuses that never come. A 500 says so only with the provider's own code.
        """
        its_own = code is not None and answer.status == HTTPStatus.INTERNAL_SERVER_ERROR
        return its_own or answer.status in _LATER or code in self.later_codes


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


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that the provider asks for, our own longest wait at most; None for a date, or none."""
    seconds = headers.get("Retry-After", "")
    return min(float(seconds), LONGEST_SECONDS) if seconds.isdecimal() else None
