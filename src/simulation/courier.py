"""Webhooks on their way to a bot: posted, and posted again as the provider does when it is not taken."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain, repeat
from typing import Any, Literal

import aiohttp
from yarl import URL

_META_SECONDS = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0, 120.0, 300.0)
_META_LATER = 600.0
"""Meta goes on for days, ever more rarely."""

_TIMEOUT = aiohttp.ClientTimeout(total=15)
"""Twilio's; Meta says no number."""

_MOST_WAITING = 500
"""Webhooks that may wait for another try: a bot that is away for good fills no memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """One POST: `status` is the bot's answer, None when there was none, and then `reason` says why."""

    at: datetime
    seconds: float
    status: int | None
    reason: str = ""

    @property
    def taken(self) -> bool:
        """Whether the bot said yes."""
        return self.status is not None and self.status // 100 == 2  # noqa: PLR2004

    def __str__(self) -> str:
        """Say how it went."""
        return f"{self.status or self.reason} ({self.seconds * 1000:.0f} ms)"


@dataclass(slots=True, kw_only=True)
class Webhook:
    """One signed POST to a bot, and how its tries went; `content` is what its body says.

    `subject` is `message`, or the status that it tells; `carries` are the ids of the messages in it.
    `ended` hears that it was taken, or that the provider gives up.
    """

    policy: Literal["meta", "twilio"]
    url: str
    body: bytes
    headers: Mapping[str, str]
    content: Mapping[str, Any]
    subject: str
    carries: frozenset[str] = frozenset()
    ended: Callable[[bool], None] = lambda _taken: None
    tries: list[Try] = field(default_factory=list[Try])

    @property
    def about(self) -> str:
        """What it is, in words."""
        return f"{self.policy.capitalize()}'s webhook ({self.subject})"

    @property
    def taken(self) -> bool:
        """Whether the bot has taken it."""
        return bool(self.tries) and self.tries[-1].taken


class Courier:
    """Posts webhooks; `tell` hears a sentence when one is not taken, and when it is taken in the end.

    `pace` multiplies the waits between tries: 1 is minutes, as Meta's, a test has no such time.
    """

    def __init__(self, tell: Callable[[str], None], *, pace: float = 1.0) -> None:
        self._tell = tell
        self._pace = pace
        self._tasks: set[asyncio.Task[Any]] = set()
        self._session: aiohttp.ClientSession | None = None

    def start(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Do something beside everything else, until the end."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def post(self, webhook: Webhook) -> bool:
        """Post once and say whether it was taken; if not, go on in the background as the provider does."""
        await self._try(webhook)
        if not webhook.taken and len(self._tasks) < _MOST_WAITING:
            self.start(self._again(webhook))
        elif not webhook.taken:
            webhook.ended(False)
        return webhook.taken

    async def get(self, url: str, query: Mapping[str, str]) -> tuple[int | None, str]:
        """Return the status and the text of an answer; None and the reason when there is none."""
        try:
            async with self._opened().get(url, params=query, allow_redirects=False) as answer:
                return answer.status, (await answer.content.read(1024)).decode("utf-8", "replace")
        except (aiohttp.ClientError, TimeoutError) as error:
            return None, type(error).__name__

    async def close(self) -> None:
        """Let go of everything that still waits."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    async def _again(self, webhook: Webhook) -> None:
        for seconds in _waits(webhook):
            await asyncio.sleep(seconds * self._pace)
            await self._try(webhook)
            if webhook.taken:
                self._tell(f"{webhook.about}: taken at try {len(webhook.tries)}")
                return
        self._tell(f"{webhook.about}: given up, as the provider does")
        webhook.ended(False)

    async def _try(self, webhook: Webhook) -> None:
        at, began = datetime.now(UTC), time.monotonic()
        status, reason = await self._send(webhook)
        tried = Try(at=at, seconds=time.monotonic() - began, status=status, reason=reason)
        webhook.tries.append(tried)
        if tried.taken:
            webhook.ended(True)
        else:
            self._tell(f"{webhook.about}: {tried} from {webhook.url}{_hint(status)}")

    async def _send(self, webhook: Webhook) -> tuple[int | None, str]:
        try:
            url = URL(webhook.url, encoded=True)  # as it is: signatures cover it
            async with self._opened().post(
                url, data=webhook.body, headers=webhook.headers, allow_redirects=False
            ) as answer:
                await answer.content.read(64 * 1024)
                return answer.status, ""
        except (aiohttp.ClientError, TimeoutError) as error:
            return None, type(error).__name__

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=_TIMEOUT, cookie_jar=aiohttp.DummyCookieJar())
        return self._session


def _waits(webhook: Webhook) -> Iterator[float]:
    """Return the seconds before each further try: Twilio has one, and only when nobody answered."""
    if webhook.policy == "meta":
        return chain(_META_SECONDS, repeat(_META_LATER))
    return iter((1.0,) if webhook.tries[-1].status is None else ())


def _hint(status: int | None) -> str:
    return f": {_HINTS[status]}" if status in _HINTS else ""


_HINTS: Mapping[int | None, str] = {
    None: "is the bot running there?",
    401: "does the bot have the secrets that were printed at the start?",
    403: "does the bot have the secrets that were printed at the start?",
    404: "is that the path of the bot's webhook?",
}
"""What is most often wrong."""
