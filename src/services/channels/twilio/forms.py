"""Twilio speaks in forms: `application/x-www-form-urlencoded`, UTF-8."""

from __future__ import annotations

from urllib.parse import parse_qsl

from errors import BadRequestError
from services.channels.storable import clean

Pairs = list[tuple[str, str]]
Form = dict[str, str]

_MOST_FIELDS = 1000
"""Twilio sends about forty; a body of nothing but separators must not cost the door a second."""


def read_pairs(body: bytes) -> Pairs:
    """Read names and values as they were sent, in order, repeated and empty ones included.

    Bytes that are no UTF-8 become U+FFFD: one broken character loses no message.

    Raises:
        BadRequestError: more fields than any form of Twilio's has.
    """
    try:
        return parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise BadRequestError("the form has too many fields") from None


def read_form(body: bytes) -> Form:
    """Read a form by name, as jsonb takes it."""
    return {clean(name): clean(value) for name, value in read_pairs(body)}
