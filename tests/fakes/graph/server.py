"""The Graph API on a loopback port, as `relais simulate` serves it, with trouble on demand."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from typing import Any, Literal

from aiohttp import web

from simulation.calls import Call, Trouble
from simulation.graph.sent import Sent
from simulation.graph.server import GraphServer
from tests.fakes.graph.account import ACCOUNT, PHONE_NUMBER_ID, TOKEN, VERSION
from tests.fakes.graph.media import FakeMedia
from tests.fakes.served import Served

Endpoint = Literal["messages", "typing"]


class FakeGraph(GraphServer, Served):
    """`async with FakeGraph() as graph:` serves graph.facebook.com at `graph.url`.

    `known` holds the ids of the messages that may be marked as read; `read` the ones that were, in order; `calls` counts
    the sends; `media` are the files that people sent.
    """

    media: FakeMedia

    def __init__(self, phone_number_id: str = PHONE_NUMBER_ID, token: str = TOKEN, version: str = VERSION) -> None:
        account = replace(ACCOUNT, phone_number_id=phone_number_id, access_token=token)
        GraphServer.__init__(self, account, self, FakeMedia(account), version=version)
        self.sent: list[Sent] = []
        self.known: set[str] = set()
        self.read: list[str] = []
        self.calls = 0
        self._troubles: dict[str, deque[Trouble | None]] = {"messages": deque(), "typing": deque()}
        app = web.Application()
        app.add_routes(self.routes())
        Served.__init__(self, app, self.closing, self.media.shelf.open)

    @property
    def url(self) -> str:
        return self.at()

    def trouble(self, *troubles: Trouble | None, at: Endpoint = "messages") -> None:
        """Let the next calls of `at` meet these, one each; None lets one pass."""
        self._troubles[at].extend(troubles)

    def meets(self, endpoint: str) -> Trouble | None:
        self.calls += endpoint == "messages"
        return self._troubles[endpoint].popleft() if self._troubles[endpoint] else None

    def knows(self, message_id: str) -> bool:
        return message_id in self.known

    def took(self, sent: Sent) -> None:
        self.sent.append(sent)

    def was_read(self, message_id: str, *, typing: bool) -> None:  # noqa: ARG002 - nobody asks
        self.read.append(message_id)

    def called(self, call: Call) -> None:
        """Only what was taken is looked at."""

    def look_up(self, request: web.Request) -> dict[str, Any] | web.Response:
        self.media.looked_up.append(request.match_info["id"])
        return self.media.next_trouble() or super().look_up(request)
