"""The Graph API on a loopback port, with its checks, and trouble on demand."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import uuid4

from aiohttp import web

from tests.fakes.graph.account import PHONE_NUMBER_ID, TOKEN, VERSION
from tests.fakes.graph.checks import GraphError, check_message, check_read, json_object
from tests.fakes.graph.media import GraphMedia
from tests.fakes.served import Served

Endpoint = Literal["messages", "typing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One message that Meta took, as the person sees it; `options` are (id, title, description).

    `to` is a phone as E.164 or a user id; `payload` is the JSON that was posted.
    """

    id: str
    to: str
    kind: str
    body: str = ""
    options: tuple[tuple[str, str, str], ...] = ()
    button: str = ""
    media_url: str | None = None
    filename: str | None = None
    reply_id: str | None = None
    payload: dict[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What the next call meets. With `accepted` the message is taken before things go wrong."""

    how: Literal["answer", "hang", "drop", "no_json", "no_id"] = "answer"
    status: int = 400
    code: int | None = None
    retry_after: int | str | None = None
    location: str | None = None
    accepted: bool = False


HANG = Trouble(how="hang", accepted=True)
DROP = Trouble(how="drop", accepted=True)
NO_JSON = Trouble(how="no_json", status=200, accepted=True)
NO_ID = Trouble(how="no_id", status=200, accepted=True)


class FakeGraph(Served):
    """`async with FakeGraph() as graph:` serves graph.facebook.com at `graph.url`.

    `known` holds the ids of the messages that may be marked as read; `read` the ones that were, in order; `calls` counts
    the sends; `media` are the files that people sent.
    """

    def __init__(self, phone_number_id: str = PHONE_NUMBER_ID, token: str = TOKEN, version: str = VERSION) -> None:
        self.sent: list[Sent] = []
        self.known: set[str] = set()
        self.read: list[str] = []
        self.calls = 0
        self._path = f"/{version}/{phone_number_id}/messages"
        self._authorization = f"Bearer {token}"
        self._troubles: dict[Endpoint, deque[Trouble | None]] = {"messages": deque(), "typing": deque()}
        self._closing = asyncio.Event()
        self.media = GraphMedia(self._authorization, version)
        app = web.Application()
        app.add_routes(self.media.routes())
        app.router.add_route("*", "/{path:.*}", self._answer)
        super().__init__(app, self._closing, self.media.shelf.open)

    @property
    def url(self) -> str:
        return self.at()

    def trouble(self, *troubles: Trouble | None, at: Endpoint = "messages") -> None:
        """Let the next calls of `at` meet these, one each; None lets one pass."""
        self._troubles[at].extend(troubles)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        trouble: Trouble | None = None
        try:
            payload = json_object(await request.read())
            at: Endpoint = "typing" if "status" in payload else "messages"
            self.calls += at == "messages"
            trouble = self._troubles[at].popleft() if self._troubles[at] else None
            self._check_account(request)
            taken = self._take(payload) if trouble is None or trouble.accepted else {}
        except GraphError as error:
            return web.json_response(error.body(), status=error.status)
        return web.json_response(taken) if trouble is None else await self._fail(request, trouble)

    async def _fail(self, request: web.Request, trouble: Trouble) -> web.StreamResponse:
        headers = _headers(trouble)
        if trouble.how == "hang":
            await self._closing.wait()
        if trouble.how == "drop" and request.transport:
            request.transport.abort()
        if trouble.how == "no_id":
            return web.json_response({"messaging_product": "whatsapp", "messages": []})
        if trouble.how != "answer" or trouble.code is None:
            return web.Response(text="<html>oops</html>", status=trouble.status, headers=headers)
        # Meta's own sentence is hostile on purpose: it repeats the token.
        error = GraphError(trouble.code, f"scripted for {self._authorization}", trouble.status)
        return web.json_response(error.body(), status=trouble.status, headers=headers)

    def _check_account(self, request: web.Request) -> None:
        if request.headers.get("Authorization") != self._authorization:
            raise GraphError(190, "Invalid OAuth access token - Cannot parse access token", 401)
        if (request.method, request.path) != ("POST", self._path):
            raise GraphError(100, f"Unsupported {request.method.lower()} request. {request.path}", subcode=33)

    def _take(self, payload: dict[str, Any]) -> dict[str, Any]:
        if "status" in payload:
            check_read(payload, self.known)
            self.read.append(payload["message_id"])
            return {"success": True}
        check_message(payload)
        self.sent.append(_sent(payload))
        to = payload.get("to") or payload["recipient"]
        contacts = [{"input": to, "wa_id": to.removeprefix("+")}]
        return {"messaging_product": "whatsapp", "contacts": contacts, "messages": [{"id": self.sent[-1].id}]}


def _headers(trouble: Trouble) -> dict[str, str]:
    headers = {"Retry-After": trouble.retry_after, "Location": trouble.location}
    return {name: str(value) for name, value in headers.items() if value is not None}


def _sent(payload: dict[str, Any]) -> Sent:
    to = "+" + payload["to"].removeprefix("+") if "to" in payload else payload["recipient"]
    reply_id = payload.get("biz_opaque_callback_data")
    return Sent(id=f"wamid.{uuid4().hex}", to=to, reply_id=reply_id, payload=payload, **_said(payload))


def _said(payload: Mapping[str, Any]) -> dict[str, Any]:
    said = payload[payload["type"]]
    if payload["type"] == "text":
        return {"kind": "text", "body": said["body"]}
    if payload["type"] == "template":
        filled = [value["text"] for component in said.get("components", []) for value in component["parameters"]]
        return {"kind": "template", "body": " ".join([f"{said['name']} ({said['language']['code']})", *filled])}
    if payload["type"] != "interactive":
        names = {"body": said.get("caption", ""), "filename": said.get("filename")}
        return {"kind": "media", "media_url": said["link"], **names}
    return {"body": said["body"]["text"], **_offered(said["action"])}


def _offered(action: Mapping[str, Any]) -> dict[str, Any]:
    if "buttons" in action:
        replies = [button["reply"] for button in action["buttons"]]
        return {"kind": "buttons", "options": tuple((reply["id"], reply["title"], "") for reply in replies)}
    rows = [row for section in action["sections"] for row in section["rows"]]
    options = tuple((row["id"], row["title"], row.get("description", "")) for row in rows)
    return {"kind": "list", "options": options, "button": action["button"]}
