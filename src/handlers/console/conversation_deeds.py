"""What an operator does to a conversation, by the functions of the API: the same rules, audit and log line."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import aiohttp_jinja2
from aiohttp import web
from pydantic import ValidationError

from events import Event, log
from handlers.api import actions
from handlers.api.asks import LONGEST_TEXT, AnswerAsHuman, EndSession, OfId
from handlers.api.refusals import ApiError
from handlers.console.conversation import find_conversation, told
from handlers.console.conversation_filters import CONVERSATIONS
from handlers.console.pages import HEADERS, framed
from handlers.console.thread import bubble
from handlers.keys import STORE

Form = Mapping[str, str]

_LOOKED_BACK = 50
"""Messages that may have come since the operator looked."""


async def take_over(request: web.Request, form: Form) -> str:
    """POST …/handoff: the bot keeps silent."""
    found = await find_conversation(request)
    asked = OfId(id=uuid.UUID(found["id"]))
    await actions.hand_off_session(request.app, asked)
    _log("hand_off_session", found["id"])
    meanwhile = found["state"] == "human" and form.get("state") != "human"
    return _to(found["id"], "also" if meanwhile else "taken")


async def release(request: web.Request, _form: Form) -> str:
    """POST …/release: the bot answers from the next message on."""
    found = await find_conversation(request)
    await actions.release_session(request.app, OfId(id=uuid.UUID(found["id"])))
    _log("release_session", found["id"])
    return _to(found["id"], "released")


async def end(request: web.Request, _form: Form) -> str:
    """POST …/end: it is over."""
    found = await find_conversation(request)
    if found["state"] == "ended" and found["status"] == "ended":
        return _to(found["id"], "over")
    await actions.end_session(request.app, EndSession(id=uuid.UUID(found["id"]), reason="operator"))
    _log("end_session", found["id"])
    return _to(found["id"], "ended")


async def answer(request: web.Request, form: Form) -> str:
    """POST …/answer: the text goes out as it is, once for each form; what a colleague said meanwhile is shown first."""
    found = await find_conversation(request)
    asked, once = _answer(found["id"], form)
    said = await request.app[STORE].list_thread(found["id"], before=None, limit=_LOOKED_BACK)
    if not any(message["id"] == actions.message_id(once, asked.text) for message in said):
        colleagues = [message for message in said if _is_news(message, form)]
        if colleagues:
            raise _conflict(request, form, found, colleagues)
    done = await actions.answer_once(request.app, asked, once)
    _log("answer_as_human", found["id"])
    return _to(done["session"]["id"], "answered")


def _answer(session_id: str, form: Form) -> tuple[AnswerAsHuman, uuid.UUID]:
    """Return what is to be said; a browser posts line ends that nobody typed."""
    text = form.get("text", "").replace("\r\n", "\n").strip()
    try:
        return AnswerAsHuman(id=uuid.UUID(session_id), text=text), uuid.UUID(form.get("once", ""))
    except ValidationError:
        raise ApiError(422, f"An answer says something, in at most {LONGEST_TEXT} characters.") from None
    except ValueError:
        raise ApiError(422, "This form is not complete: go back and reload.") from None


def _is_news(message: Mapping[str, Any], form: Form) -> bool:
    """Say whether a colleague wrote it after the operator had looked."""
    seen = form.get("seen", "")
    return message["author"] == "human" and (not seen.isdecimal() or message["seq"] > int(seen))


def _conflict(
    request: web.Request, form: Form, found: Mapping[str, Any], said: Sequence[Mapping[str, Any]]
) -> web.HTTPConflict:
    """Return the page that asks whether the answer still fits: nothing of it is lost."""
    filled = {
        **framed(request),
        "conversation": told(found),
        "here": f"{CONVERSATIONS}/{found['id']}",
        "bubbles": [bubble(message) for message in said],
        "seen": said[-1]["seq"],
        "text": form.get("text", ""),
        "once": form.get("once", ""),
    }
    page = aiohttp_jinja2.render_string("conversation_conflict.html", request, filled)
    return web.HTTPConflict(text=page, content_type="text/html", headers=HEADERS)


def _log(action: str, session_id: str) -> None:
    log(Event.OPERATOR_ACTED, action=action, target=session_id)


def _to(session_id: str, done: str) -> str:
    return f"{CONVERSATIONS}/{session_id}?done={done}"
