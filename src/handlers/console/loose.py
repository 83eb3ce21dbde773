"""JSON that anybody may have shaped, read without trust in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast


def mapping(value: Any) -> Mapping[str, Any]:
    """Return an object, or an empty one."""
    return cast("Mapping[str, Any]", value) if isinstance(value, Mapping) else {}


def mappings(values: Any) -> list[Mapping[str, Any]]:
    """Return the objects of a list; what is none is left out."""
    found = cast("Sequence[Any]", values) if isinstance(values, list) else ()
    return [mapping(value) for value in found if isinstance(value, Mapping)]
