"""Who is logged in: a sealed cookie, and the token that every form of its pages carries."""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field

LIFE_SECONDS = 12 * 3600
"""A log-in lasts a working day; it is not prolonged."""


@dataclass(frozen=True, slots=True)
class Seal:
    """Makes and checks what only we can have made.

    The key comes from the admin token, so every door knows the others' cookies, and a new token ends every log-in.
    Without one (development) it lasts as long as the process.
    """

    key: bytes
    now: Callable[[], float] = field(default=time.time)

    @classmethod
    def of(cls, admin_token: str | None) -> Seal:
        """Return the seal that belongs to a token."""
        if admin_token is None:
            return cls(secrets.token_bytes(32))
        return cls(hmac.digest(admin_token.encode(), b"relais console", "sha256"))

    def cookie(self) -> str:
        """Return a new log-in, `expires.nonce.signature`."""
        said = f"{int(self.now()) + LIFE_SECONDS}.{secrets.token_urlsafe(16)}"
        return f"{said}.{self._sign('cookie', said)}"

    def knows(self, cookie: str) -> bool:
        """Say whether a cookie is ours and not over."""
        said, _, signature = cookie.rpartition(".")
        if not _same(signature, self._sign("cookie", said)):
            return False
        return int(said.partition(".")[0]) > self.now()

    def form_token(self, cookie: str) -> str:
        """Return what proves that a form stood in a page of this log-in."""
        return self._sign("form", cookie)

    def knows_form(self, cookie: str, token: str) -> bool:
        """Say whether a form stood in a page of this log-in."""
        return _same(token, self.form_token(cookie))

    def _sign(self, purpose: str, said: str) -> str:
        return hmac.digest(self.key, f"{purpose} {said}".encode("utf-8", "surrogateescape"), "sha256").hex()


def _same(given: str, expected: str) -> bool:
    """Compare in constant time, whatever bytes were given."""
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), expected.encode())
