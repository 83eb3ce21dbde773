"""The story of a message: webhook → lane → stages with their milliseconds → replies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import orjson
from aiohttp import web
from pydantic import ValidationError

from handlers.api.asks import OfMessage
from handlers.api.refusals import ApiError
from handlers.api.stories import get_story
from handlers.console.conversation_filters import CONVERSATIONS
from handlers.console.loose import mapping, mappings
from handlers.console.moments import read_moment
from handlers.console.wording import CHANNELS

_SHORTEST_BAR = 0.6
"""Percent: what takes no time is still seen."""

_LONGEST_JSON = 20_000


async def show_story(request: web.Request) -> Mapping[str, Any]:
    """Fill the page of one message's story."""
    story = await find_story(request.app, request.match_info["id"])
    session = story["session"]
    return {
        "story": story,
        "conversation_address": f"{CONVERSATIONS}/{session['id']}" if session else None,
    }


async def find_story(app: web.Application, message_id: str) -> dict[str, Any]:
    """Return a story as the template shows it.

    Raises:
        ApiError: 404.
    """
    try:
        asked = OfMessage(id=message_id)
    except ValidationError:
        raise ApiError(404, "No message has this id.") from None
    found = await get_story(app, asked)
    inbox = found["inbox"]
    return {
        **found,
        "address": f"/console/messages/{quote(message_id, safe='')}",
        "message_id": message_id,
        "received": inbox and {**inbox, "channel_name": CHANNELS.get(inbox["channel"], inbox["channel"])},
        "steps": _steps(inbox) if inbox else [],
        "guesses": _guesses(mapping(mapping(inbox).get("trace"))),
        "outputs": [_output(output) for message in found["messages"] for output in message["tool_outputs"] or ()],
    }


def _steps(inbox: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what took how long, `[{name, ms, x, width}]`: places and widths in percent of the whole.

    In the lane is whatever was no stage: waiting for its turn, for the rest of a burst, for the commit.
    """
    stages = [(str(step["stage"]), float(step["ms"])) for step in mappings(mapping(inbox["trace"]).get("stages"))]
    if not inbox["finished_at"]:
        return []
    took = (read_moment(inbox["finished_at"]) - read_moment(inbox["received_at"])).total_seconds() * 1000
    waited = max(took - sum(ms for _, ms in stages), 0.0)
    return _bars([("lane", waited), *stages])


def _bars(steps: list[tuple[str, float]]) -> list[dict[str, Any]]:
    whole = sum(ms for _, ms in steps) or 1.0
    bars: list[dict[str, Any]] = []
    before = 0.0
    for name, ms in steps:
        width = max(100 * ms / whole, _SHORTEST_BAR)
        bars.append({"name": name, "ms": ms, "x": round(min(before, 100 - width), 2), "width": round(width, 2)})
        before += 100 * ms / whole
    return bars


def _guesses(trace: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the intent and what it might have been instead, with how sure that was; a tap is not guessed."""
    if not trace.get("intent"):
        return []
    ranked = [(trace["intent"], trace.get("confidence")), *trace.get("alternatives", ())]
    return [{"intent": intent, "share": share} for intent, share in ranked]


def _output(output: Mapping[str, Any]) -> dict[str, str]:
    given, gave = (_json(output.get(name)) for name in ("input", "output"))
    return {"tool": str(output.get("tool", "")), "given": given, "gave": gave}


def _json(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()[:_LONGEST_JSON]
