"""Twilio's media: an address of the API that leads on to a content network, which asks for no credentials."""

from __future__ import annotations

from base64 import b64encode
from uuid import uuid4

from aiohttp import web

from tests.fakes.files import FileHost, Held

_PATH = "/2010-04-01/Accounts/{account}/Messages/{message}/Media/{media}"


class TwilioMedia:
    """`put` keeps a file as if a person had sent it, and returns the path of its MediaUrl."""

    def __init__(self, account: str, token: str) -> None:
        self.network = FileHost()
        self.credentials: list[str | None] = []
        self._account = account
        self._authorization = "Basic " + b64encode(f"{account}:{token}".encode()).decode()
        self._places: dict[str, str] = {}

    def routes(self) -> list[web.RouteDef]:
        return [web.get(_PATH, self._give)]

    def put(self, held: Held) -> str:
        sid = f"ME{uuid4().hex}"
        self._places[sid] = self.network.put(held)
        return _PATH.format(account=self._account, message=f"MM{uuid4().hex}", media=sid)

    async def _give(self, request: web.Request) -> web.StreamResponse:
        self.credentials.append(request.headers.get("Authorization"))
        if self.credentials[-1] != self._authorization:
            return web.json_response({"code": 20003, "message": "Authenticate"}, status=401)
        place = self._places.get(request.match_info["media"])
        if place is None:
            return web.json_response({"code": 20404, "message": "was not found"}, status=404)
        return web.Response(status=307, headers={"Location": place})
