"""The operator's console: pages drawn here, kept live by server-sent events. Every page and every form, one line each.

A page is a function that returns what its template is filled with; a form is a function that does what it says and
returns where to go on to. Who may see and do anything is decided in `pages`, by `access`.
"""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import aiohttp_jinja2
import jinja2
from aiohttp import web

from handlers.console import conversation_deeds, dead, login
from handlers.console.access import Access
from handlers.console.cards import number, percent
from handlers.console.conversation import show_conversation
from handlers.console.conversations import show_conversations
from handlers.console.examined import Examined
from handlers.console.health import examine, show_health
from handlers.console.keys import ACCESS, EXAMINED, WATCHES, ZONE
from handlers.console.live import listen
from handlers.console.media import show_media
from handlers.console.moments import filters
from handlers.console.overview import show_overview
from handlers.console.pages import deed, guarded, page
from handlers.console.story import show_story
from handlers.console.watches import Watches
from handlers.static_files import PAGE_HEADERS, StaticFiles

_FOLDER = Path(__file__).parent

CONSOLE_ROUTES: tuple[web.RouteDef, ...] = (
    web.get("/console", page("overview.html", show_overview), name="console"),
    web.get("/console/health", page("health.html", show_health)),
    web.post("/console/health/examine", deed(examine)),
    web.get("/console/login", login.show_login, name="console.login"),
    web.post("/console/login", login.log_in),
    web.post("/console/logout", deed(login.log_out)),
    web.get("/console/goodbye", login.goodbye),
    web.get("/console/conversations", page("conversations.html", show_conversations)),
    web.get("/console/conversations/{id}", page("conversation.html", show_conversation)),
    web.post("/console/conversations/{id}/handoff", deed(conversation_deeds.take_over)),
    web.post("/console/conversations/{id}/release", deed(conversation_deeds.release)),
    web.post("/console/conversations/{id}/answer", deed(conversation_deeds.answer)),
    web.post("/console/conversations/{id}/end", deed(conversation_deeds.end)),
    web.get("/console/messages/{id:.+}", page("story.html", show_story)),
    web.get("/console/media/{id}", guarded(show_media)),
    web.get("/console/dead", page("dead.html", dead.show_dead)),
    web.post("/console/dead/requeue", deed(dead.act("requeue"))),
    web.post("/console/dead/discard", deed(dead.act("discard"))),
    web.get("/console/live", guarded(listen)),
    web.get("/console/static/{file}", StaticFiles(_FOLDER / "static", PAGE_HEADERS).answer),
)


def open_console(app: web.Application, admin_token: str | None, zone: str) -> None:
    """Let an application draw the console's pages; what people wrote is escaped wherever it stands.

    `zone` is the company's, by whose clock times are told.
    """
    app[ACCESS] = Access.of(admin_token)
    app[WATCHES] = Watches()
    app[ZONE] = ZoneInfo(zone)
    app[EXAMINED] = Examined()
    aiohttp_jinja2.setup(
        app,
        loader=jinja2.FileSystemLoader(_FOLDER / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        filters={**filters(app[ZONE]), "number": number, "percent": percent},
    )
