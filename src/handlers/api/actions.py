"""What an operator does to a conversation."""

from __future__ import annotations

import uuid
from typing import Any

from aiohttp import web

from events import Event, log
from handlers.api.asks import AnswerAsHuman, EndSession, OfId, SelectProject
from handlers.api.refusals import ApiError
from handlers.keys import CHANNELS, LIVE_SESSIONS, STORE, WAKEUPS
from messages import Limits
from services.channels.rendering import render


async def end_session(app: web.Application, asked: EndSession) -> dict[str, Any]:
    """End a session; one that is over stays as it ended."""
    return _ended(app, await app[STORE].end_session_as_operator(str(asked.id), reason=asked.reason))


async def hand_off_session(app: web.Application, asked: OfId) -> dict[str, Any]:
    """Give a person's conversation to a human: the bot keeps silent."""
    return _ended(app, await app[STORE].hand_off_session(str(asked.id)))


async def release_session(app: web.Application, asked: OfId) -> dict[str, Any]:
    """Give a person's conversation back: the bot answers from the next message on."""
    return _noted(app, await app[STORE].release_session(str(asked.id)))


async def answer_as_human(app: web.Application, asked: AnswerAsHuman) -> dict[str, Any]:
    """Answer as a human: the text goes as it is to where the person wrote from last, and the bot keeps silent."""
    return await answer_once(app, asked, uuid.uuid4())


async def answer_once(app: web.Application, asked: AnswerAsHuman, once: uuid.UUID) -> dict[str, Any]:
    """Answer as a human; the same text with the same `once` is said once, however often it is asked for."""
    parts = {name: _parts(asked.text, channel.limits, once) for name, channel in app[CHANNELS].items()}
    told = await app[STORE].answer_as_human(str(asked.id), parts=parts)
    app[WAKEUPS].ring("replies")
    _noted(app, told["session"])
    return told


def message_id(once: uuid.UUID, text: str, place: int = 0) -> str:
    """Return the id of the message that a text, or a piece of it, becomes: the same one whenever it is asked for."""
    return str(uuid.uuid5(once, f"{place} {text}"))


def _parts(text: str, limits: Limits, once: uuid.UUID) -> list[dict[str, Any]]:
    """Return a text in pieces that a channel can carry: see the SQL function answer_as_human."""
    return [
        {"message_id": message_id(once, text, place), "body": part.text, "payload": part.as_json()}
        for place, part in enumerate(render(text, (), "", limits))
    ]


async def select_project(app: web.Application, asked: SelectProject) -> dict[str, Any]:
    """Choose a project for a person."""
    found = await app[STORE].select_project_as_operator(str(asked.id), person_id=str(asked.subcontractor_id))
    if not found["allowed"]:
        raise ApiError(403, f"{asked.subcontractor_id} may not see the project {asked.id}; the attempt was audited")
    app[LIVE_SESSIONS].note(found["session"])
    return {"id": str(asked.id), "subcontractor_id": str(asked.subcontractor_id), "session": found["session"]}


def _ended(app: web.Application, session: dict[str, Any]) -> dict[str, Any]:
    log(Event.SESSION_ENDED, session_id=session["id"], reason=session["ended_reason"])
    return _noted(app, session)


def _noted(app: web.Application, session: dict[str, Any]) -> dict[str, Any]:
    """Return a session that was changed, after telling the live cache."""
    app[LIVE_SESSIONS].note(session)
    return session
