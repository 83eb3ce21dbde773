"""Meta speaks in JSON of which nothing is certain: every look-up says what it expects and gets it, or nothing."""

from __future__ import annotations

import json
import math
import re
from datetime import UTC, datetime
from typing import Any, TypeVar

import orjson

from errors import BadRequestError
from services.channels.storable import as_id, clean

Json = dict[str, Any]
Found = TypeVar("Found")

OBJECT: type[Json] = dict
LIST: type[list[Any]] = list
"""What `find` and `need` are asked for, with the types that JSON gives them."""

_DEEPEST = 64
"""Meta nests about ten levels; what stores the events refuses a few hundred."""

_INT_DIGITS = 18
"""What surely fits into 64 bits; a longer number becomes a float."""


_NEEDS_CARE = re.compile(rb"\\u0000|[0-9]{19}")
"""What the quick reader takes and the database does not: an escaped NUL; and a number too long for 64 bits."""


def read_object(body: bytes) -> Json:
    """Read a body as a JSON object that can be stored: without NUL characters, lone surrogates and endless nesting.

    Raises:
        BadRequestError: it is no JSON, or no object.
    """
    root = narrow(_read_plain(body) or _read_carefully(body), OBJECT)
    if root is None:
        raise BadRequestError("the body is no JSON object")
    return root


def _read_plain(body: bytes) -> Any:
    """Read what holds nothing that could need care, in a tenth of the time; None when a closer look is due."""
    if _NEEDS_CARE.search(body) or body.count(b"{") + body.count(b"[") > _DEEPEST:
        return None
    try:
        return orjson.loads(body)
    except ValueError:
        return None


def _read_carefully(body: bytes) -> Any:
    text = body.decode("utf-8-sig", "replace")
    try:
        value = json.loads(text, parse_int=_integer, parse_float=_float, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise BadRequestError("the body is no JSON") from None
    return _storable(value, _DEEPEST)


def narrow(value: Any, kind: type[Found]) -> Found | None:
    """Return the value when it is of this kind, else None."""
    return value if isinstance(value, kind) else None


def find(value: Any, path: str, kind: type[Found]) -> Found | None:
    """Return what stands at a dotted path when it is of this kind, else None."""
    for name in path.split("."):
        value = (narrow(value, OBJECT) or {}).get(name)
    return narrow(value, kind)


def need(value: Any, path: str, kind: type[Found]) -> Found:
    """Return what stands at a dotted path.

    Raises:
        BadRequestError: nothing does, or something of another kind.
    """
    found = find(value, path, kind)
    if found is None:
        raise BadRequestError(f"no {kind.__name__} at {path}")
    return found


def each(value: Any, path: str) -> list[Any]:
    """Return the items at a dotted path, none when there is no list."""
    return find(value, path, LIST) or []


def word(value: Any, path: str) -> str | None:
    """Return an id, a code, a number at a dotted path as text; None when it is missing, blank or overlong."""
    found = find(value, path, object)
    return as_id(str(found)) if isinstance(found, str | int) and not isinstance(found, bool) else None


def need_word(value: Any, path: str) -> str:
    """Return an id, a code, a number at a dotted path as text.

    Raises:
        BadRequestError: it is missing, blank or overlong.
    """
    found = word(value, path)
    if found is None:
        raise BadRequestError(f"no id at {path}")
    return found


def moment(value: Any, path: str) -> datetime | None:
    """Return the time at a dotted path, which is in Unix seconds; None when it is missing or bad."""
    try:
        return datetime.fromtimestamp(int(word(value, path) or ""), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def known(**values: Any) -> Json:
    """Return the values that say something."""
    return {name: value for name, value in values.items() if value}


def _integer(digits: str) -> float | None:
    return int(digits) if len(digits) <= _INT_DIGITS else _float(digits)


def _float(digits: str) -> float | None:
    """Read a number; one beyond all numbers is as good as none."""
    number = float(digits)
    return number if math.isfinite(number) else None


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


def _storable(value: Any, depth: int) -> Any:
    """Return `value` as jsonb takes it; None stands for what lies too deep."""
    if isinstance(value, str):
        return clean(value)
    if fields := narrow(value, OBJECT):
        return {_storable(name, depth): _storable(item, depth - 1) for name, item in fields.items()} if depth else None
    if items := narrow(value, LIST):
        return [_storable(item, depth - 1) for item in items] if depth else None
    return value
