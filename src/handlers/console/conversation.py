"""GET /console/conversations/{id}: one conversation as a chat, and what an operator needs to know beside it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web

from handlers.api.refusals import ApiError
from handlers.console.conversation_filters import CONVERSATIONS
from handlers.console.keys import ZONE
from handlers.console.story import find_story
from handlers.console.thread import by_days
from handlers.console.wording import CHANNELS, ENDED_REASONS, LANGUAGE_NAMES, STATE_NAMES, countdown
from handlers.keys import STORE

_PAGE, _MOST = 60, 600
_LARGEST_SEQ = 2**63 - 1

NOTICES: Mapping[str, str] = {
    "taken": "You have the conversation: the bot keeps silent until you give it back.",
    "also": "Somebody of the team had taken over already: the conversation is yours together, for longer.",
    "answered": "Your answer is on its way.",
    "released": "Given back: the bot answers from the next message on.",
    "ended": "The conversation is over. The next message begins a new one.",
    "over": "The conversation was over already.",
}
"""What was done, in words; the address names it."""


async def show_conversation(request: web.Request) -> Mapping[str, Any]:
    """Fill the page of one conversation."""
    found = await find_conversation(request)
    query = request.query
    thread = await _thread(request, found["id"])
    story = await _story(request.app, query["story"]) if query.get("story") else None
    return {
        "live": f"conversation:{found['id']}",
        "conversation": told(found),
        **thread,
        "here": f"{CONVERSATIONS}/{found['id']}",
        "story": story,
        "side": "story" if query.get("story") else "facts",
        "side_open": bool(query.get("story")) or query.get("side") == "facts",
        "notice": NOTICES.get(query.get("done", "")),
        "once": str(uuid.uuid4()),
    }


async def _story(app: web.Application, message_id: str) -> dict[str, Any] | None:
    """Return a story, or None when it is forgotten: what came in is kept for a shorter time than what was said."""
    try:
        return await find_story(app, message_id)
    except ApiError:
        return None


async def find_conversation(request: web.Request) -> dict[str, Any]:
    """Return the conversation that the address names.

    Raises:
        ApiError: 404.
    """
    try:
        session_id = str(uuid.UUID(request.match_info["id"]))
    except ValueError:
        raise ApiError(404, "No conversation is at this address.") from None
    found = await request.app[STORE].get_conversation(session_id)
    if found is None:
        raise ApiError(404, "This conversation is not here: it was archived, or erased.")
    return found


def told(found: Mapping[str, Any]) -> dict[str, Any]:
    """Return a conversation with what the page says of it."""
    window = found["window"]
    return {
        **found,
        "state_name": STATE_NAMES[found["state"]],
        "language_name": LANGUAGE_NAMES.get(found["language"], found["language"]),
        "ended_because": ENDED_REASONS.get(found["ended_reason"] or "", ""),
        "handoff": countdown(found["handoff_until"]) if found["state"] == "human" else None,
        "is_newest": found["newest_id"] == found["id"],
        "window": window
        and {**window, "closes": countdown(window["closes_at"]), "channel_name": CHANNELS[window["channel"]]},
    }


async def _thread(request: web.Request, session_id: str) -> dict[str, Any]:
    """Return what was said last, or before a message, or around the one that was looked for."""
    query, zone = request.query, request.app[ZONE]
    count = min(max(_number(query.get("count")) or _PAGE, _PAGE), _MOST)
    before, at = _number(query.get("before")), _number(query.get("at"))
    messages = await request.app[STORE].list_thread(session_id, before=before, limit=count + 1)
    if at and messages and at < messages[0]["seq"]:
        before = at + 1
        messages = await request.app[STORE].list_thread(session_id, before=before, limit=count + 1)
    return _shown(messages, count, before, zone)


def _shown(messages: list[dict[str, Any]], count: int, before: int | None, zone: ZoneInfo) -> dict[str, Any]:
    more, page = len(messages) > count, messages[-count:]
    first = page[0]["seq"] if page else 0
    earlier = f"?before={first}" if before or count >= _MOST else f"?count={count + _PAGE}#m-{first}"
    return {
        "days": by_days(page, zone),
        "seen": page[-1]["seq"] if page else 0,
        "earlier": earlier if more else None,
        "is_past": before is not None,
    }


def _number(given: str | None) -> int | None:
    """Return a whole number that a seq or a count may be, or None."""
    if not given or not (given.isascii() and given.isdigit()):
        return None
    return min(int(given[:19]), _LARGEST_SEQ) or None
