"""Who may see the console: whoever logged in with the admin token; without one, somebody at this machine."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field

from aiohttp import web

from handlers.console.seal import LIFE_SECONDS, Seal
from handlers.console.throttle import Throttle
from handlers.here import is_here, is_own_page

COOKIE = "relais_console"
_PATH = "/console"


class LogInNeededError(Exception):
    """Nobody is logged in."""


class ForeignFormError(Exception):
    """A form that did not stand in a page of this log-in."""


@dataclass(frozen=True, slots=True)
class Access:
    """The console's door."""

    admin_token: str | None
    seal: Seal
    throttle: Throttle = field(default_factory=Throttle)

    @classmethod
    def of(cls, admin_token: str | None) -> Access:
        """Return the door that a token opens."""
        return cls(admin_token, Seal.of(admin_token))

    def is_admin_token(self, given: str) -> bool:
        """Compare in constant time; where there is none, none opens."""
        expected = self.admin_token
        return expected is not None and hmac.compare_digest(given.encode("utf-8", "surrogateescape"), expected.encode())

    def visitor(self, request: web.Request) -> str:
        """Return the log-in of a request; somebody at this machine gets one where no token is set.

        Raises:
            LogInNeededError: nobody is logged in.
        """
        cookie = request.cookies.get(COOKIE, "")
        if self.admin_token is None and not is_here(request):
            raise LogInNeededError
        if self.seal.knows(cookie):
            return cookie
        if self.admin_token is not None:
            raise LogInNeededError
        return self.seal.cookie()

    def check_form(self, request: web.Request, visitor: str, token: str) -> None:
        """Take a form of our own pages only.

        Raises:
            ForeignFormError: another site's page posts, or the form belongs to another log-in.
        """
        if not is_own_page(request) or not self.seal.knows_form(visitor, token):
            raise ForeignFormError


def remember(request: web.Request, response: web.StreamResponse, visitor: str) -> None:
    """Let the browser keep a log-in: no script sees it, no other site's form carries it."""
    if request.cookies.get(COOKIE) == visitor:
        return
    response.set_cookie(
        COOKIE, visitor, max_age=LIFE_SECONDS, path=_PATH, httponly=True, samesite="Lax", secure=_by_tls(request)
    )


def forget(response: web.StreamResponse) -> None:
    """Let the browser forget the log-in."""
    response.del_cookie(COOKIE, path=_PATH)


def _by_tls(request: web.Request) -> bool:
    """Say whether the browser came by https, perhaps to a proxy before us."""
    return request.secure or request.headers.get("X-Forwarded-Proto", "").lower() == "https"
