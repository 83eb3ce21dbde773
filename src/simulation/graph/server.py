"""The Graph API of one business number: messages, files, the number itself and its templates."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web

from services.channels.cloud.fields import word
from simulation.accounts import CloudAccount
from simulation.calls import Exchange, Trouble, withhold
from simulation.graph.checks import check_message, check_read, json_object
from simulation.graph.errors import GraphError, unsupported
from simulation.graph.media import GraphMedia
from simulation.graph.sent import Sent, recipient
from simulation.listening import Listener

Json = dict[str, Any]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

VERSION = r"v\d{1,3}\.\d"


class GraphServer:
    """What Meta answers. Every call is checked as Meta does it, and told to `listener`.

    `templates` are Meta's words for the business account's templates by their name, `APPROVED` for any other;
    `version` is a pattern of the versions that are served.
    """

    def __init__(
        self, account: CloudAccount, listener: Listener[Sent], media: GraphMedia, *, version: str = VERSION
    ) -> None:
        self.account = account
        self.media = media
        self.templates: dict[str, str] = {}
        self.closing = asyncio.Event()
        self._listener = listener
        self._version = version

    def routes(self) -> list[web.RouteDef]:
        """Return every door, the one for what does not exist last."""
        root = f"/{{version:{self._version}}}"
        return [
            *self.media.routes(),
            web.post(f"{root}/{{number}}/messages", self._messages),
            web.get(f"{root}/{{account}}/message_templates", self._checked(self._templates)),
            web.get(f"{root}/{{id}}", self._checked(self.look_up)),
            web.route("*", r"/{version:v\d[^/]*}/{path:.*}", self._checked(self._nothing)),
        ]

    async def _messages(self, request: web.Request) -> web.StreamResponse:
        exchange = Exchange(path=f"POST {request.path}")
        response, trouble = self._answer(request, await request.read(), exchange)
        self._listener.called(exchange.ended(response, trouble))
        if trouble is not None:
            await withhold(request, trouble, self.closing)
        return response

    def _answer(self, request: web.Request, body: bytes, exchange: Exchange) -> tuple[web.Response, Trouble | None]:
        """Return the answer, and the trouble that it comes from."""
        try:
            payload = json_object(body)
            exchange.asked, exchange.to = payload, recipient(payload)
            trouble = self._listener.meets("typing" if "status" in payload else "messages")
            self._check_account(request)
            self._check_number(request)
            taken = self._take(payload, exchange) if trouble is None or trouble.accepted else {}
        except GraphError as error:
            return _json(error.body(), error.status), None
        return _json(taken) if trouble is None else _failure(trouble, self.account), trouble

    def _take(self, payload: Json, exchange: Exchange) -> Json:
        if "status" in payload:
            check_read(payload, self._listener.knows)
            exchange.message_id = payload["message_id"]
            self._listener.was_read(payload["message_id"], typing="typing_indicator" in payload)
            return {"success": True}
        check_message(payload)
        self._check_template(payload)
        self._check_file(payload)
        sent = Sent.of(payload)
        exchange.message_id = sent.id
        self._listener.took(sent)
        contacts = [{"input": payload.get("to") or payload["recipient"], "wa_id": sent.to.removeprefix("+")}]
        return {"messaging_product": "whatsapp", "contacts": contacts, "messages": [{"id": sent.id}]}

    def _check_template(self, payload: Json) -> None:
        if payload.get("type") == "template" and self._word_for(payload["template"]["name"]) != "APPROVED":
            raise GraphError(132015, "Template is paused or was never approved")

    def _check_file(self, payload: Json) -> None:
        media_id = word(payload, f"{payload.get('type', 'text')}.id")
        if media_id and self.media.shelf.find(media_id) is None:
            raise GraphError(131009, "Parameter value is not valid: there is no media of this id")

    def _word_for(self, template: str) -> str:
        return self.templates.get(template, "APPROVED")

    def look_up(self, request: web.Request) -> Json | web.Response:
        """Tell of the number itself, or of a file.

        Raises:
            GraphError: it is neither.
        """
        if request.match_info["id"] == self.account.phone_number_id:
            return self._number()
        return self.media.look_up(request.match_info["id"], request.url.origin())

    def _checked(self, read: Callable[[web.Request], Json | web.Response]) -> Handler:
        """Return the door of a call that only reads."""

        async def answer(request: web.Request) -> web.StreamResponse:
            try:
                self._check_account(request)
                found = read(request)
            except GraphError as error:
                return _json(error.body(), error.status)
            return found if isinstance(found, web.Response) else _json(found)

        return answer

    def _number(self) -> Json:
        return {
            "id": self.account.phone_number_id,
            "verified_name": self.account.name,
            "display_phone_number": f"+{self.account.display_number}",
            "code_verification_status": "VERIFIED",
            "quality_rating": "GREEN",
            "platform_type": "CLOUD_API",
            "throughput": {"level": "STANDARD"},
            "status": "CONNECTED",
        }

    def _templates(self, request: web.Request) -> Json:
        if request.match_info["account"] != self.account.business_account:
            raise unsupported(f"Object with ID '{request.match_info['account']}' does not exist")
        named = request.query.get("name")
        names = [named] if named else list(self.templates)
        listed = [
            {"id": str(place), "name": name, "status": self._word_for(name)} for place, name in enumerate(names, 1)
        ]
        return {"data": listed, "paging": {}}

    def _nothing(self, request: web.Request) -> Json:
        raise unsupported(f"{request.method} {request.path}")

    def _check_account(self, request: web.Request) -> None:
        if request.headers.get("Authorization") != self.account.authorization:
            raise GraphError(190, "Invalid OAuth access token - Cannot parse access token", 401)

    def _check_number(self, request: web.Request) -> None:
        if request.match_info["number"] != self.account.phone_number_id:
            raise unsupported(f"Object with ID '{request.match_info['number']}' does not exist")


def _failure(trouble: Trouble, account: CloudAccount) -> web.Response:
    if trouble.how == "no_id":
        return _json({"messaging_product": "whatsapp", "messages": []})
    if trouble.how != "answer" or trouble.code is None:
        return web.Response(text="<html>oops</html>", status=trouble.status, headers=trouble.headers)
    # A sentence of Meta's may be hostile: this one repeats the token.
    details = trouble.details or f"scripted for {account.authorization}"
    error = GraphError(trouble.code, details, trouble.status)
    return _json(error.body(), trouble.status, trouble.headers)


def _json(content: Json, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    return web.json_response(content, status=status, headers=headers)
