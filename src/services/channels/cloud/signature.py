"""X-Hub-Signature-256: `sha256=` and the HMAC-SHA256 of the raw body, keyed with the app's secret."""

from __future__ import annotations

import hmac

HEADER = "X-Hub-Signature-256"


def sign(body: bytes, secret: str) -> str:
    """Return the header's value for this body."""
    return f"sha256={hmac.digest(_bytes(secret), body, 'sha256').hex()}"


def is_signed(body: bytes, secret: str, given: str) -> bool:
    """Say whether `given` is Meta's signature of this body, in constant time."""
    return is_same(sign(body, secret), given)


def is_same(secret: str, given: str) -> bool:
    """Compare in constant time; what was given may be any text."""
    return hmac.compare_digest(_bytes(secret), _bytes(given))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")
