"""How the Graph API reads what it is given: nothing unknown, nothing missing, nothing too long."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from services.channels.cloud.fields import LIST, narrow
from simulation.graph.errors import require

Fields = Mapping[str, Any]


def fields(given: Any, name: str) -> Fields:
    """Return the object that a parameter must be."""
    require(isinstance(given, dict), f"The parameter {name} is required.", 100)
    return cast("Fields", given)


def items(given: Any, name: str) -> list[Fields]:
    """Return the objects of the list, not empty, that a parameter must be."""
    found = narrow(given, LIST) or []
    require(found, f"The parameter {name} is required.", 100)
    return [fields(one, name) for one in found]


def only(said: Fields, allowed: set[str]) -> None:
    """Refuse a key that nobody knows."""
    unknown = sorted(set(said) - allowed)
    require(not unknown, f'Unexpected key "{unknown[0] if unknown else ""}"', 100)


def text(said: Fields, name: str, limit: int, *, optional: bool = False) -> None:
    """Refuse what is no text of 1 to `limit` characters."""
    if name in said or not optional:
        value = said.get(name)
        fits = isinstance(value, str) and value.strip() and len(value) <= limit
        require(fits, f"{name} must have 1 to {limit} characters")


def distinct(those: Sequence[Fields], name: str) -> None:
    """Refuse what is there twice."""
    require(len({one[name] for one in those}) == len(those), f"Duplicated {name}")
