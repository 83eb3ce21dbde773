"""What every page of the console shares: who may see it, what it is drawn with, and how trouble is told."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import aiohttp_jinja2
from aiohttp import web

from handlers.api.answers import translated
from handlers.api.refusals import ApiError
from handlers.console.access import ForeignFormError, LogInNeededError, remember
from handlers.console.keys import ACCESS
from handlers.static_files import PAGE_HEADERS

Show = Callable[[web.Request], Awaitable[Mapping[str, Any]]]
"""Returns what a template is filled with."""

Do = Callable[[web.Request, Mapping[str, str]], Awaitable[str]]
"""Does what a form asks; returns the address to go on to."""

_LARGEST_FORM = 256 * 1024

HEADERS = PAGE_HEADERS | {"Cache-Control": "no-store"}
"""No page of the console is kept by a browser or a proxy."""


def page(template: str, show: Show) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """Return a page for whoever is logged in; the others are sent to the log-in."""

    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            visitor = request.app[ACCESS].visitor(request)
        except LogInNeededError:
            return to_log_in(request)
        response = await _drawn(request, template, show, visitor)
        remember(request, response, visitor)
        return response

    return answer


def deed(do: Do) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """Return what a form of a page does; whoever comes back by the browser's arrow does it no second time."""

    async def answer(request: web.Request) -> web.StreamResponse:
        access = request.app[ACCESS]
        try:
            visitor = access.visitor(request)
            form = await read_form(request)
            access.check_form(request, visitor, form.get("form_token", ""))
            address = await do(request, form)
        except LogInNeededError:
            return to_log_in(request)
        except ForeignFormError:
            return trouble(request, 403, "This form is too old, or did not come from this console: go back and reload.")
        except ApiError as error:
            return trouble(request, error.status, error.message)
        except web.HTTPException:
            raise
        except Exception as error:  # noqa: BLE001 - a bug of ours is told in the same shape
            refused = translated(error, request.app)
            return trouble(request, refused.status, refused.message)
        return to(address)

    return answer


def guarded(stream: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> Callable[..., Any]:
    """Return what is no page (events, files) for whoever is logged in; the others get an empty 401."""

    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            request.app[ACCESS].visitor(request)
            return await stream(request)
        except LogInNeededError:
            return web.Response(status=401, headers=HEADERS)
        except ApiError as error:
            return web.Response(status=error.status, headers=HEADERS)

    return answer


async def read_form(request: web.Request) -> dict[str, str]:
    """Read the fields of a posted form; a file among them is none of ours.

    Raises:
        ApiError: 413, 422.
    """
    if (request.content_length or 0) > _LARGEST_FORM:
        raise ApiError(413)
    if request.content_type != "application/x-www-form-urlencoded":
        raise ApiError(422, "this takes a form")
    try:
        form = await request.post()
    except (UnicodeDecodeError, LookupError):
        raise ApiError(422, "this form is not written in UTF-8") from None
    return {name: value for name, value in form.items() if isinstance(value, str)}


def draw(request: web.Request, template: str, filled: Mapping[str, Any], status: int = 200) -> web.Response:
    """Fill a template."""
    response = aiohttp_jinja2.render_template(template, request, dict(filled), status=status)
    response.headers.update(HEADERS)
    return response


def framed(request: web.Request) -> dict[str, Any]:
    """Return what the frame of a page needs that whoever is logged in sees.

    Raises:
        LogInNeededError: nobody is logged in.
    """
    return _of(request, request.app[ACCESS].visitor(request))


def trouble(request: web.Request, status: int, sentence: str, visitor: str = "") -> web.Response:
    """Tell what went wrong, as a page."""
    return draw(request, "trouble.html", {"status": status, "sentence": sentence, **_of(request, visitor)}, status)


def to(address: str) -> web.Response:
    """Send the browser on, by GET."""
    return web.Response(status=303, headers=HEADERS | {"Location": address})


def to_log_in(request: web.Request) -> web.Response:
    """Send the browser to the log-in, and back here afterwards."""
    back = request.rel_url if request.method == "GET" else ""
    return to(str(request.app.router["console.login"].url_for().with_query({"next": str(back)} if back else {})))


async def _drawn(request: web.Request, template: str, show: Show, visitor: str) -> web.Response:
    try:
        return draw(request, template, {**_of(request, visitor), **(await show(request))})
    except ApiError as error:
        return trouble(request, error.status, error.message, visitor)
    except web.HTTPException:
        raise
    except Exception as error:  # noqa: BLE001 - a bug of ours is told in the same shape
        refused = translated(error, request.app)
        return trouble(request, refused.status, refused.message, visitor)


def _of(request: web.Request, visitor: str) -> dict[str, Any]:
    """Return what the frame of every page needs."""
    access = request.app[ACCESS]
    return {
        "path": request.path,
        "form_token": access.seal.form_token(visitor) if visitor else "",
        "can_log_out": access.admin_token is not None and bool(visitor),
    }
