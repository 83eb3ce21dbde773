"""Twilio's Messages API, Content API and typing indicator, of one account."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

from aiohttp import web

from simulation.accounts import TwilioAccount
from simulation.calls import Exchange, Trouble, withhold
from simulation.listening import Listener
from simulation.twilio.checks import check_indicator, check_message, read_variables
from simulation.twilio.contents import Contents
from simulation.twilio.errors import ApiError, not_found
from simulation.twilio.media import TwilioMedia
from simulation.twilio.sent import Sent

Json = dict[str, Any]
Take = Callable[[Exchange], Json]

_CREATED, _FOUND = 201, 200


class TwilioServer:
    """What Twilio answers. Every call is checked as Twilio does it, and told to `listener`."""

    def __init__(self, account: TwilioAccount, listener: Listener[Sent], media: TwilioMedia) -> None:
        self.account = account
        self.media = media
        self.library = Contents()
        self.closing = asyncio.Event()
        self._listener = listener

    def routes(self) -> list[web.RouteDef]:
        """Return every door, the one for what does not exist last."""
        return [
            *self.media.routes(),
            web.post("/2010-04-01/Accounts/{account}/Messages.json", self._messages),
            web.get("/2010-04-01/Accounts/{account}.json", self._look_up),
            web.post("/v1/Content", self._content),
            web.get("/v1/Content/{sid}/ApprovalRequests", self._approval),
            web.post("/v2/Indicators/Typing.json", self._indicator),
            web.route("*", "/2010-04-01/{path:.*}", self._nothing),
        ]

    async def _messages(self, request: web.Request) -> web.StreamResponse:
        form = await _form(request)
        return await self._answer("messages", request, form, lambda exchange: self._take_message(form, exchange))

    async def _content(self, request: web.Request) -> web.StreamResponse:
        body = await request.text()
        return await self._answer("content", request, {}, lambda _exchange: self.library.create(body))

    async def _approval(self, request: web.Request) -> web.StreamResponse:
        sid = request.match_info["sid"]
        return await self._answer("content", request, {}, lambda _exchange: self._approved(sid), status=_FOUND)

    async def _indicator(self, request: web.Request) -> web.StreamResponse:
        form = await _form(request)
        return await self._answer("typing", request, form, lambda exchange: self._take_indicator(form, exchange))

    async def _look_up(self, request: web.Request) -> web.StreamResponse:
        """Tell of the account itself: what `relais doctor` asks."""
        try:
            self._check_account(request)
        except ApiError as error:
            return _error(error)
        return web.json_response({"sid": self.account.sid, "status": "active", "type": "Full"})

    async def _nothing(self, request: web.Request) -> web.StreamResponse:
        return _error(not_found(request.path))

    async def _answer(
        self, endpoint: str, request: web.Request, asked: Mapping[str, str], take: Take, status: int = _CREATED
    ) -> web.StreamResponse:
        to = asked.get("To", "").removeprefix("whatsapp:") or None
        exchange = Exchange(path=f"{request.method} {request.path}", asked=asked, to=to)
        response, trouble = self._respond(endpoint, request, exchange, take, status)
        self._listener.called(exchange.ended(response, trouble))
        if trouble is not None:
            await withhold(request, trouble, self.closing)
        return response

    def _respond(
        self, endpoint: str, request: web.Request, exchange: Exchange, take: Take, status: int
    ) -> tuple[web.Response, Trouble | None]:
        """Return the answer, and the trouble that it comes from."""
        trouble = self._listener.meets(endpoint)
        try:
            self._check_account(request)
            taken = take(exchange) if trouble is None or trouble.accepted else {}
        except ApiError as error:
            return _error(error), None
        return web.json_response(taken, status=status) if trouble is None else _failure(trouble), trouble

    def _check_account(self, request: web.Request) -> None:
        if request.headers.get("Authorization") != self.account.authorization:
            raise ApiError(20003, "Authenticate", 401)
        if request.match_info.get("account", self.account.sid) != self.account.sid:
            raise not_found(request.path)

    def _take_message(self, form: Mapping[str, str], exchange: Exchange) -> Json:
        check_message(form, self.account.number)
        exchange.message_id = f"SM{uuid4().hex}"
        self._listener.took(Sent(
            sid=exchange.message_id, to=exchange.to or "", status_callback=form.get("StatusCallback"),
            media_url=form.get("MediaUrl"), **self._said(form),
        ))  # fmt: skip
        answer = {"sid": exchange.message_id, "status": "queued", "to": form["To"], "from": form["From"]}
        return answer | {"account_sid": self.account.sid, "body": form.get("Body", ""), "error_code": None}

    def _said(self, form: Mapping[str, str]) -> Json:
        """Return what the person sees, the content with its variables filled in."""
        if "ContentSid" not in form:
            return {"kind": "media" if "MediaUrl" in form else "text", "body": form.get("Body", "")}
        return self.library.seen(form["ContentSid"], read_variables(form.get("ContentVariables", "{}")))

    def _take_indicator(self, form: Mapping[str, str], exchange: Exchange) -> Json:
        check_indicator(form)
        exchange.message_id = form["messageId"]
        if not self._listener.knows(form["messageId"]):
            raise not_found(f"/Messages/{form['messageId']}")
        self._listener.was_read(form["messageId"], typing=True)
        return {"success": True}

    def _approved(self, sid: str) -> Json:
        return {"sid": sid, "account_sid": self.account.sid, "whatsapp": self.library.approval(sid)}


async def _form(request: web.Request) -> dict[str, str]:
    return {name: str(value) for name, value in (await request.post()).items()}


def _failure(trouble: Trouble) -> web.Response:
    if trouble.how != "answer":
        return web.Response(text="<html>oops</html>", status=trouble.status)
    if trouble.code is None:
        return web.Response(text="upstream error", status=trouble.status, headers=trouble.headers)
    return _error(ApiError(trouble.code, trouble.details or "scripted", trouble.status), trouble.headers)


def _error(error: ApiError, headers: Mapping[str, str] | None = None) -> web.Response:
    return web.json_response(error.body(), status=error.status, headers=headers)
