"""Twilio's media: an address of the API that leads on to a content network, which asks for no credentials."""

from __future__ import annotations

from collections import OrderedDict
from uuid import uuid4

from aiohttp import web

from simulation.accounts import TwilioAccount
from simulation.twilio.errors import ApiError, not_found

_PATH = "/2010-04-01/Accounts/{account}/Messages/{message}/Media/{media}"
_MOST = 10_000


class TwilioMedia:
    """Which MediaUrl leads where on the content network."""

    def __init__(self, account: TwilioAccount) -> None:
        self._account = account
        self._places: OrderedDict[str, str] = OrderedDict()

    def routes(self) -> list[web.RouteDef]:
        """Return the door of the API."""
        return [web.get(_PATH, self.give)]

    def lead(self, place: str) -> str:
        """Return the path of a MediaUrl that leads to a place on the content network."""
        sid = f"ME{uuid4().hex}"
        self._places[sid] = place
        if len(self._places) > _MOST:
            self._places.popitem(last=False)
        return _PATH.format(account=self._account.sid, message=f"MM{uuid4().hex}", media=sid)

    async def give(self, request: web.Request) -> web.StreamResponse:
        """Lead on to where the file lies; errors as Twilio words them."""
        place = self._places.get(request.match_info["media"])
        error = None if place else not_found(request.path)
        if request.headers.get("Authorization") != self._account.authorization:
            error = ApiError(20003, "Authenticate", 401)
        if error is not None:
            return web.json_response(error.body(), status=error.status)
        return web.Response(status=307, headers={"Location": place or ""})
