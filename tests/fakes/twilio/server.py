"""Twilio on a loopback port, as `relais simulate` serves it, with trouble on demand."""

from __future__ import annotations

from collections import deque
from contextlib import AsyncExitStack
from dataclasses import replace
from types import TracebackType
from typing import Any, Literal, Self

from aiohttp import web

from simulation.calls import Call, Trouble
from simulation.twilio.sent import Sent
from simulation.twilio.server import TwilioServer
from tests.fakes.served import Served
from tests.fakes.twilio.account import ACCOUNT, TEST_ACCOUNT, TOKEN
from tests.fakes.twilio.media import FakeMedia

Endpoint = Literal["messages", "content", "typing"]


class MemoryContents:
    """A `ContentCache` in a dict."""

    def __init__(self) -> None:
        self.saved: dict[str, str] = {}

    async def find(self, key: str) -> str | None:
        return self.saved.get(key)

    async def save(self, key: str, provider_id: str) -> None:
        self.saved[key] = provider_id

    async def forget(self, key: str) -> None:
        self.saved.pop(key, None)


class FakeTwilio(TwilioServer, Served):
    """`async with FakeTwilio() as twilio:` serves api., content. and messaging.twilio.com at `twilio.url`.

    `typing` holds the ids of the messages that were read and are being answered, in order; `media` are the files that
    people sent.
    """

    media: FakeMedia

    def __init__(self, account: str = ACCOUNT, token: str = TOKEN) -> None:
        known = replace(TEST_ACCOUNT, sid=account, token=token)
        TwilioServer.__init__(self, known, self, FakeMedia(known))
        self.sent: list[Sent] = []
        self.typing: list[str] = []
        self.calls: list[str] = []
        self._troubles: dict[str, deque[Trouble]] = {"messages": deque(), "content": deque(), "typing": deque()}
        self._network = AsyncExitStack()
        app = web.Application()
        app.add_routes(self.routes())
        Served.__init__(self, app, self.closing)

    @property
    def url(self) -> str:
        return self.at()

    @property
    def contents(self) -> dict[str, dict[str, Any]]:
        return self.library.held

    @property
    def approvals(self) -> dict[str, str]:
        return self.library.approvals

    def trouble(self, *troubles: Trouble, at: Endpoint = "messages") -> None:
        """Let the next calls of `at` meet these, one each."""
        self._troubles[at].extend(troubles)

    async def __aenter__(self) -> Self:
        await self._network.enter_async_context(self.media.network)
        return await super().__aenter__()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await super().__aexit__(kind, error, trace)
        await self._network.aclose()

    def meets(self, endpoint: str) -> Trouble | None:
        self.calls.append(endpoint)
        return self._troubles[endpoint].popleft() if self._troubles[endpoint] else None

    def knows(self, message_id: str) -> bool:  # noqa: ARG002 - every message may be shown as read
        return True

    def took(self, sent: Sent) -> None:
        self.sent.append(sent)

    def was_read(self, message_id: str, *, typing: bool) -> None:  # noqa: ARG002 - it always is
        self.typing.append(message_id)

    def called(self, call: Call) -> None:
        """Only what was taken is looked at."""
