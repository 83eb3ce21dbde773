"""X-Twilio-Signature: base64 of HMAC-SHA1 over the address as Twilio called it and the sorted parameters."""

from __future__ import annotations

import hmac
import re
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha1

from services.channels.twilio.forms import Pairs

HEADER = "X-Twilio-Signature"

_ADDRESS = re.compile(r"(?P<origin>(?P<scheme>https?)://[^/?#]*?)(?P<port>:[0-9]+)?(?P<rest>[/?#].*)?", re.DOTALL)
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}


def is_signed(url: str, pairs: Pairs, token: str, given: str) -> bool:
    """Say whether `given` is Twilio's signature of this request, in constant time."""
    expected = (sign(address, pairs, token) for address in _addresses(url))
    return any(hmac.compare_digest(one.encode(), _bytes(given)) for one in expected)


def sign(url: str, pairs: Pairs, token: str) -> str:
    """Return the header's value for a POST of these parameters to `url`."""
    parameters = "".join(name + value for name, value in sorted(set(pairs)))
    # Twilio's scheme: SHA-1 is theirs to choose, and HMAC does not rest on its collision resistance.
    return b64encode(hmac.new(_bytes(token), _bytes(url + parameters), sha1).digest()).decode()


def public_address(public_url: str, url: str) -> str:
    """Put path and query of `url` behind the address that the provider calls."""
    match = _ADDRESS.fullmatch(url)
    return public_url.rstrip("/") + ((match and match["rest"]) or "")


def _addresses(url: str) -> Iterator[str]:
    """Yield the address without and with a port: Twilio signs now the one, now the other."""
    match = _ADDRESS.fullmatch(url)
    if match is None:
        return
    rest = match["rest"] or ""
    yield match["origin"] + rest
    yield match["origin"] + (match["port"] or _DEFAULT_PORTS[match["scheme"]]) + rest


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")
