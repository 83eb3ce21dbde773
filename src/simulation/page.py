"""The doors of the simulator's page: the same page as relais' own, and what it asks for."""

from __future__ import annotations

from typing import cast
from urllib.parse import unquote

import orjson
from aiohttp import web

from errors import BadRequestError
from handlers import simulator
from handlers.keys import STORE
from handlers.simulator.answers import HEADERS, as_json, refuse_foreign, refused
from services.channels.simulator.troubles import BY_NAME
from services.channels.troubles import switch
from services.store import Store
from simulation.files import Files
from simulation.network import Network
from simulation.story import tell
from simulation.writing import read_written

NETWORK = web.AppKey("network", Network)
FILES = web.AppKey("files", Files)

_SHOWN = ("image/", "video/", "audio/")


def open_page(app: web.Application, network: Network, files: Files) -> None:
    """Add the page's doors; they read chats where relais' own read the database."""
    app[NETWORK], app[FILES] = network, files
    app[STORE] = cast("Store", network.chats)
    app.add_routes(_ROUTES)


async def receive(request: web.Request) -> web.StreamResponse:
    """POST /simulator/messages: somebody writes, one message or `{"messages": […]}` at once; 400 for what is none."""
    refuse_foreign(request)
    try:
        written = read_written(await request.read(), request.app[FILES])
    except BadRequestError as error:
        return refused(400, str(error))
    await request.app[NETWORK].deliver(written)
    return as_json({"status": "stored"})


async def take(request: web.Request) -> web.StreamResponse:
    """POST /simulator/files: keep the body; `{"id", "mime_type", "bytes"}`, 413 for what WhatsApp would not take."""
    refuse_foreign(request)
    content = await request.read()
    if not content:
        return refused(400, "the file is empty")
    kept = request.app[FILES].put(content, request.content_type, unquote(request.headers.get("X-Filename", "")))
    return as_json({"id": kept.id, "mime_type": kept.mime_type, "bytes": kept.size})


async def hand_out(request: web.Request) -> web.StreamResponse:
    """GET /simulator/files/{id}: a file; only what can be seen or heard is shown, the rest is to be saved."""
    kept = request.app[FILES].find(request.match_info["id"])
    if kept is None:
        raise web.HTTPNotFound(headers=HEADERS)
    shown = "inline" if kept.mime_type.startswith(_SHOWN) and "svg" not in kept.mime_type else "attachment"
    return web.Response(
        body=kept.content, headers=HEADERS | {"Content-Type": kept.mime_type, "Content-Disposition": shown}
    )


async def story(request: web.Request) -> web.StreamResponse:
    """GET /simulator/story?id=…: what happened to a message, by the provider's id or the page's; 404 without one."""
    found = request.app[NETWORK].chats.find(request.query.get("id", ""))
    if found is None:
        raise web.HTTPNotFound(headers=HEADERS)
    return as_json(tell(*found))


async def trouble(request: web.Request) -> web.StreamResponse:
    """GET /simulator/trouble: what the bot's next sends meet, and what they can."""
    return as_json(switch(request.app[NETWORK].trouble))


async def choose_trouble(request: web.Request) -> web.StreamResponse:
    """PUT /simulator/trouble `{"send": name | null}`: answer as GET does; 400 for what there is not."""
    refuse_foreign(request)
    try:
        name = orjson.loads(await request.read())["send"]
        request.app[NETWORK].choose(None if name is None else BY_NAME[name])
    except (ValueError, TypeError, KeyError):
        return refused(400, "`send` is the name of a trouble, or null")
    return await trouble(request)


_ROUTES = (
    web.get("/simulator", simulator.page),
    web.get("/simulator/static/{file}", simulator.static),
    web.get("/simulator/people", simulator.people),
    web.get("/simulator/events", simulator.events),
    web.post("/simulator/messages", receive),
    web.post("/simulator/files", take),
    web.get("/simulator/files/{id}", hand_out),
    web.get("/simulator/story", story),
    web.get("/simulator/trouble", trouble),
    web.put("/simulator/trouble", choose_trouble),
)
