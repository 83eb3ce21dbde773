"""Logging in with the admin token, and out."""

from __future__ import annotations

from math import ceil

from aiohttp import web

from events import Event, log
from handlers.api.refusals import ApiError
from handlers.console.access import forget, remember
from handlers.console.keys import ACCESS
from handlers.console.pages import HEADERS, draw, read_form, to, trouble
from handlers.here import is_own_page

HOME = "/console"


async def show_login(request: web.Request) -> web.StreamResponse:
    """GET /console/login: the form."""
    return _form(request, request.query.get("next", ""))


async def log_in(request: web.Request) -> web.StreamResponse:
    """POST /console/login: 303 with the cookie; 403 for a wrong token, 429 after a few of them."""
    access, address = request.app[ACCESS], request.remote or ""
    if not is_own_page(request):
        return trouble(request, 403, "The log-in must come from this console's own page.")
    try:
        form = await read_form(request)
    except ApiError as error:
        return trouble(request, error.status, error.message)
    wait = access.throttle.wait_seconds(address)
    if wait:
        return _slowed(request, form.get("next", ""), wait)
    if not access.is_admin_token(form.get("token", "").strip()):
        access.throttle.note_wrong(address)
        log(Event.LOG_IN_REFUSED)
        return _form(request, form.get("next", ""), wrong="This is not the admin token.", status=403)
    access.throttle.forget(address)
    response = to(_own(form.get("next", "")))
    remember(request, response, access.seal.cookie())
    log(Event.OPERATOR_ACTED, action="log_in", target="console")
    return response


async def log_out(_request: web.Request, _form: object) -> str:
    """POST /console/logout: the cookie is forgotten by the page that follows."""
    return f"{HOME}/goodbye"


async def goodbye(request: web.Request) -> web.StreamResponse:
    """GET /console/goodbye: forget the cookie, back to the log-in."""
    if not is_own_page(request):
        return web.Response(status=403, headers=HEADERS)
    response = to(f"{HOME}/login")
    forget(response)
    return response


def _slowed(request: web.Request, back: str, wait: float) -> web.Response:
    sentence = f"Too many wrong tokens: wait {ceil(wait)} seconds."
    response = _form(request, back, wrong=sentence, status=429)
    response.headers["Retry-After"] = str(ceil(wait))
    return response


def _form(request: web.Request, back: str, *, wrong: str = "", status: int = 200) -> web.Response:
    open_here = request.app[ACCESS].admin_token is None
    return draw(request, "login.html", {"next": _own(back), "wrong": wrong, "open_here": open_here}, status)


def _own(address: str) -> str:
    """Return where to go on to: a page of this console, whatever was asked for."""
    own = address == HOME or address.startswith((f"{HOME}/", f"{HOME}?"))
    doors = (f"{HOME}/login", f"{HOME}/goodbye")
    return address if own and not address.startswith(doors) and address.isprintable() else HOME
