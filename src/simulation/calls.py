"""A bot's call of a provider's API: what it may meet, and what is known of it afterwards."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from aiohttp import web

_LOOK_SECONDS = 0.5
_MOST_LOOKS = 240
"""Two minutes: no client waits as long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What a call meets. With `accepted` the message is taken before things go wrong; `details` is the sentence."""

    how: Literal["answer", "hang", "drop", "no_json", "no_id"] = "answer"
    status: int = 400
    code: int | None = None
    retry_after: int | str | None = None
    location: str | None = None
    accepted: bool = False
    details: str = ""

    @property
    def withheld(self) -> bool:
        """Whether there is no answer at all."""
        return self.how in {"hang", "drop"}

    @property
    def headers(self) -> dict[str, str]:
        """Those of the answer."""
        headers = {"Retry-After": self.retry_after, "Location": self.location}
        return {name: str(value) for name, value in headers.items() if value is not None}


HANG = Trouble(how="hang", accepted=True)
DROP = Trouble(how="drop", accepted=True)
NO_JSON = Trouble(how="no_json", status=200, accepted=True)
NO_ID = Trouble(how="no_id", status=200, accepted=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call, with its answer; `to` is a phone as E.164 or a user id, `message_id` what the answer calls the message.

    `status` is None when the answer was withheld; `seconds` is what it took.
    """

    at: datetime
    path: str
    asked: Mapping[str, Any]
    to: str | None
    message_id: str | None
    status: int | None
    answered: Any
    seconds: float


@dataclass(slots=True, kw_only=True)
class Exchange:
    """A call while it is answered."""

    path: str
    asked: Mapping[str, Any] = field(default_factory=dict[str, Any])
    to: str | None = None
    message_id: str | None = None
    _at: datetime = field(default_factory=lambda: datetime.now(UTC))
    _began: float = field(default_factory=time.monotonic)

    def ended(self, response: web.Response, trouble: Trouble | None) -> Call:
        """Return what is known of it at its end."""
        withheld = trouble is not None and trouble.withheld
        return Call(
            at=self._at,
            path=self.path,
            asked=self.asked,
            to=self.to,
            message_id=self.message_id,
            status=None if withheld else response.status,
            answered=None if withheld else _read(response),
            seconds=time.monotonic() - self._began,
        )


def _read(response: web.Response) -> Any:
    return json.loads(response.text or "null") if response.content_type == "application/json" else response.text


async def withhold(request: web.Request, trouble: Trouble, closing: asyncio.Event) -> None:
    """Say nothing until the caller has gone or `closing` is set, or cut the line, as the trouble has it."""
    if trouble.how == "drop" and request.transport:
        request.transport.abort()
    if trouble.how == "hang":
        await _until_left(request, closing)


async def _until_left(request: web.Request, closing: asyncio.Event) -> None:
    for _ in range(_MOST_LOOKS):
        if request.transport is None or closing.is_set():
            return
        with suppress(TimeoutError):
            await asyncio.wait_for(closing.wait(), _LOOK_SECONDS)
