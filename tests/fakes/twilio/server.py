"""Twilio on a loopback port: the Messages API and the Content API, with their checks, and trouble on demand."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Literal, Self
from uuid import uuid4

from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.fakes.twilio.account import ACCOUNT, TOKEN
from tests.fakes.twilio.checks import (
    ApiError,
    check_definition,
    check_indicator,
    check_list_picker,
    check_message,
    check_quick_reply,
    json_object,
    read_variables,
    rendered,
)
from tests.fakes.twilio.media import TwilioMedia

Endpoint = Literal["messages", "content", "typing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One message that Twilio took, as the person sees it; `options` are (id, title, description)."""

    sid: str
    to: str
    kind: str
    body: str = ""
    options: tuple[tuple[str, str, str], ...] = ()
    button: str = ""
    media_url: str | None = None
    status_callback: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What the next call meets. With `accepted` the message is taken before things go wrong."""

    how: Literal["answer", "hang", "drop", "no_json"] = "answer"
    status: int = 400
    code: int | None = None
    retry_after: int | str | None = None
    location: str | None = None
    accepted: bool = False


HANG = Trouble(how="hang", accepted=True)
DROP = Trouble(how="drop", accepted=True)
NO_JSON = Trouble(how="no_json", status=200, accepted=True)


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


class FakeTwilio:
    """`async with FakeTwilio() as twilio:` serves api., content. and messaging.twilio.com at `twilio.url`.

    `approvals` are WhatsApp's words for contents, `approved` without one.
    `typing` holds the ids of the messages that were read and are being answered, in order; `media` are the files that
    people sent.
    """

    def __init__(self, account: str = ACCOUNT, token: str = TOKEN) -> None:
        self.sent: list[Sent] = []
        self.contents: dict[str, dict[str, Any]] = {}
        self.approvals: dict[str, str] = {}
        self.typing: list[str] = []
        self.calls: list[Endpoint] = []
        self._account = account
        self._authorization = "Basic " + b64encode(f"{account}:{token}".encode()).decode()
        self._troubles: dict[Endpoint, deque[Trouble]] = {
            "messages": deque(), "content": deque(), "typing": deque()
        }  # fmt: skip
        self._closing = asyncio.Event()
        self.media = TwilioMedia(account, token)
        app = web.Application()
        app.add_routes(self.media.routes())
        app.router.add_post("/2010-04-01/Accounts/{account}/Messages.json", self._messages)
        app.router.add_post("/v1/Content", self._content)
        app.router.add_get("/v1/Content/{sid}/ApprovalRequests", self._approval)
        app.router.add_post("/v2/Indicators/Typing.json", self._indicator)
        self._server = TestServer(app)

    @property
    def url(self) -> str:
        return str(self._server.make_url("")).rstrip("/")

    def trouble(self, *troubles: Trouble, at: Endpoint = "messages") -> None:
        """Let the next calls of `at` meet these, one each."""
        self._troubles[at].extend(troubles)

    async def __aenter__(self) -> Self:
        await self._server.start_server()
        await self.media.network.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        await self.media.network.__aexit__(kind, error, trace)
        await self._server.close()

    async def _messages(self, request: web.Request) -> web.StreamResponse:
        form = {name: str(value) for name, value in (await request.post()).items()}
        return await self._answer("messages", request, lambda: self._take_message(form))

    async def _content(self, request: web.Request) -> web.StreamResponse:
        body = await request.text()
        return await self._answer("content", request, lambda: self._take_content(body))

    async def _approval(self, request: web.Request) -> web.StreamResponse:
        sid = request.match_info["sid"]
        return await self._answer("content", request, lambda: self._tell_approval(sid), status=200)

    async def _indicator(self, request: web.Request) -> web.StreamResponse:
        form = {name: str(value) for name, value in (await request.post()).items()}
        return await self._answer("typing", request, lambda: self._take_indicator(form))

    async def _answer(
        self, at: Endpoint, request: web.Request, take: Callable[[], dict[str, Any]], status: int = 201
    ) -> web.StreamResponse:
        self.calls.append(at)
        trouble = self._troubles[at].popleft() if self._troubles[at] else None
        try:
            self._check_account(request)
            taken = take() if trouble is None or trouble.accepted else {}
        except ApiError as error:
            return _error(error)
        return web.json_response(taken, status=status) if trouble is None else await self._fail(request, trouble)

    async def _fail(self, request: web.Request, trouble: Trouble) -> web.StreamResponse:
        if trouble.how == "hang":
            await self._closing.wait()
        if trouble.how == "drop" and request.transport:
            request.transport.abort()
        if trouble.how != "answer":
            return web.Response(text="<html>oops</html>", status=trouble.status)
        if trouble.code is None:
            return web.Response(text="upstream error", status=trouble.status, headers=_headers(trouble))
        return _error(ApiError(trouble.code, "scripted", trouble.status), _headers(trouble))

    def _check_account(self, request: web.Request) -> None:
        if request.headers.get("Authorization") != self._authorization:
            raise ApiError(20003, "Authenticate", 401)
        if request.match_info.get("account", self._account) != self._account:
            raise ApiError(20404, f"The requested resource {request.path} was not found", 404)

    def _take_message(self, form: Mapping[str, str]) -> dict[str, Any]:
        check_message(form)
        sid = f"SM{uuid4().hex}"
        self.sent.append(Sent(
            sid=sid, to=form["To"].removeprefix("whatsapp:"), status_callback=form.get("StatusCallback"),
            media_url=form.get("MediaUrl"), **self._said(form),
        ))  # fmt: skip
        return {"sid": sid, "status": "queued", "error_code": None, "to": form["To"], "from": form["From"]}

    def _take_indicator(self, form: Mapping[str, str]) -> dict[str, Any]:
        check_indicator(form)
        self.typing.append(form["messageId"])
        return {"success": True}

    def _said(self, form: Mapping[str, str]) -> dict[str, Any]:
        """Return what the person sees, the content with its variables filled in."""
        if "ContentSid" not in form:
            return {"kind": "media" if "MediaUrl" in form else "text", "body": form.get("Body", "")}
        if form["ContentSid"] not in self.contents:
            raise ApiError(21655, "The ContentSid Parameter is Invalid")
        content = self.contents[form["ContentSid"]]
        return rendered(content, content["variables"] | read_variables(form.get("ContentVariables", "{}")))

    def _tell_approval(self, sid: str) -> dict[str, Any]:
        if sid not in self.contents:
            raise ApiError(20404, f"The requested resource /Content/{sid}/ApprovalRequests was not found", 404)
        approval = {"type": "whatsapp", "status": self.approvals.get(sid, "approved"), "rejection_reason": ""}
        return {"sid": sid, "account_sid": self._account, "whatsapp": approval}

    def _take_content(self, body: str) -> dict[str, Any]:
        content = json_object(body, 20001)
        for check in (check_definition, check_quick_reply, check_list_picker):
            check(content)
        sid = f"HX{uuid4().hex}"
        self.contents[sid] = content
        return {"sid": sid} | content


def _error(error: ApiError, headers: Mapping[str, str] | None = None) -> web.Response:
    more_info = f"https://www.twilio.com/docs/errors/{error.code}"
    body = {"code": error.code, "message": str(error), "more_info": more_info, "status": error.status}
    return web.json_response(body, status=error.status, headers=headers)


def _headers(trouble: Trouble) -> dict[str, str]:
    headers = {"Retry-After": trouble.retry_after, "Location": trouble.location}
    return {name: str(value) for name, value in headers.items() if value is not None}
