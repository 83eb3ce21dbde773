"""The company's own address (ESCALATION_WEBHOOK_URL): it is told who asks for a human, and of incidents."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.request import getproxies

import aiohttp
import orjson

from errors import NotificationDeferredError, NotificationError, NotificationRefusedError
from services.channels.calls import retry_after

LONGEST_SECONDS = 10.0
"""What one post may take in all."""

_LATER = frozenset({
    HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS,
})  # fmt: skip
"""What of the 4xx says: come again."""


@dataclass(slots=True, kw_only=True)
class Company:
    """Posts JSON to `url`; connects when it is first used. What is answered beside the status is not read."""

    url: str = field(repr=False)
    total_seconds: float = LONGEST_SECONDS
    _session: aiohttp.ClientSession | None = field(init=False, default=None)

    async def tell(self, notification_id: str, body: Mapping[str, Any]) -> None:
        """Post one notification; its id, as `Idempotency-Key`, tells the company what it has got already.

        Raises:
            NotificationDeferredError: not now, or nobody knows.
            NotificationRefusedError: never.
        """
        headers = {"Content-Type": "application/json", "Idempotency-Key": notification_id}
        try:
            async with (
                asyncio.timeout(self.total_seconds),
                self._opened().post(
                    self.url, data=orjson.dumps(body), headers=headers, allow_redirects=False
                ) as answer,
            ):
                status, told = answer.status, answer.headers
        # `from None`: the foreign exception holds the address, which may be a secret.
        except (aiohttp.ClientError, OSError) as error:
            raise NotificationDeferredError(f"the company cannot be reached ({type(error).__name__})") from None
        if refusal := _refusal(status, told):
            raise refusal

    async def close(self) -> None:
        """Give every connection back."""
        if self._session is not None:
            await self._session.close()

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar(), trust_env=bool(getproxies()))
        return self._session


def _refusal(status: int, headers: Mapping[str, str]) -> NotificationError | None:
    """Say what an answer means; a redirect is none of ours to follow, and an operator can put the address right."""
    sentence = f"the company answered {status}"
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return None
    if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR and status not in _LATER:
        return NotificationRefusedError(sentence)
    return NotificationDeferredError(sentence, retry_after=retry_after(headers))
