"""Values as scripts write them: one or several, bare or with their key."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any, TypeGuard

from pydantic import BaseModel, BeforeValidator, ConfigDict

from conversations.times import duration


class Strict(BaseModel):
    """A mapping whose every key is known."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def listed(value: Any) -> list[Any]:
    """Take one value or several."""
    return value if is_list(value) else [value]


def is_list(value: Any) -> TypeGuard[list[Any]]:
    """Say whether several values stand there."""
    return isinstance(value, list)


def is_mapping(value: Any) -> TypeGuard[dict[str, Any]]:
    """Say whether values with keys stand there."""
    return isinstance(value, dict)


def _texts(value: Any) -> Any:
    """Take one text or several; a number that somebody says is a text, too."""
    return [str(item) if isinstance(item, int | float) else item for item in listed(value)]


def keyed(key: str) -> BeforeValidator:
    """Take a bare text as the value of `key`."""
    return BeforeValidator(lambda value: {key: value} if isinstance(value, str | int) else value)


Texts = Annotated[tuple[str, ...], BeforeValidator(_texts)]
Rows = Annotated[tuple[dict[str, Any], ...], BeforeValidator(listed)]
Length = Annotated[timedelta, BeforeValidator(lambda value: duration(str(value)))]
