"""The switch for trouble with sends."""

from __future__ import annotations

from typing import Any

import orjson
from aiohttp import web

from handlers.simulator.answers import HEADERS, as_json, channel_of, refuse_foreign, refused
from services.channels.simulator.troubles import BY_NAME, TroubleSwitch
from services.channels.troubles import SendTrouble, switch


async def trouble(request: web.Request) -> web.StreamResponse:
    """GET /simulator/trouble: what the next sends meet, and what they can."""
    return as_json(switch(await _switch(request).read()))


async def choose_trouble(request: web.Request) -> web.StreamResponse:
    """PUT /simulator/trouble `{"send": name | null}`: answer as GET does; 400 for what there is not."""
    refuse_foreign(request)
    try:
        chosen = _chosen(orjson.loads(await request.read()))
    except (ValueError, TypeError, KeyError):
        return refused(400, "`send` is the name of a trouble, or null")
    await _switch(request).turn(chosen)
    return as_json(switch(chosen))


def _chosen(asked: Any) -> SendTrouble | None:
    return None if asked["send"] is None else BY_NAME[asked["send"]]


def _switch(request: web.Request) -> TroubleSwitch:
    found = channel_of(request).trouble
    if found is None:
        raise web.HTTPNotFound(headers=HEADERS)
    return found
