"""Twilio's media, on a content network of their own."""

from __future__ import annotations

from aiohttp import web

from simulation.accounts import TwilioAccount
from simulation.twilio.media import TwilioMedia
from tests.fakes.files import FileHost, Held


class FakeMedia(TwilioMedia):
    """`put` keeps a file as if a person had sent it, and returns the path of its MediaUrl."""

    def __init__(self, account: TwilioAccount) -> None:
        super().__init__(account)
        self.network = FileHost()
        self.credentials: list[str | None] = []

    def put(self, held: Held) -> str:
        return self.lead(self.network.put(held))

    async def give(self, request: web.Request) -> web.StreamResponse:
        self.credentials.append(request.headers.get("Authorization"))
        return await super().give(request)
