"""Cursor pages: `?limit=&cursor=` in, `{"items", "next_cursor"}` out.

A cursor holds the keys of the last item seen, so pages neither skip nor repeat while new items arrive.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from typing import Any, cast

import orjson
from pydantic import BeforeValidator


def encode(keys: Sequence[Any]) -> str:
    """Return `keys` as text that is safe in an address."""
    return base64.urlsafe_b64encode(orjson.dumps(keys)).decode().rstrip("=")


def decode(cursor: str) -> Sequence[Any]:
    """Return the keys inside a cursor; their types are checked by whoever takes them.

    Raises:
        ValueError: it is none of ours.
    """
    try:
        keys: Any = orjson.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except ValueError:
        keys = None
    if not isinstance(keys, list):
        raise ValueError("this is no cursor of a page")  # noqa: TRY004 - what pydantic listens to
    return cast("Sequence[Any]", keys)


Opaque = BeforeValidator(decode)
"""`Annotated[tuple[…], Opaque]`: the keys of a cursor, with their types."""


def page(
    found: Sequence[dict[str, Any]], limit: int, keys: Callable[[dict[str, Any]], Sequence[Any]]
) -> dict[str, Any]:
    """Return a page of at most `limit` items; one more than that was asked for, to know whether it is the last."""
    items = found[:limit]
    return {"items": items, "next_cursor": encode(keys(items[-1])) if len(found) > limit else None}
