"""What the model gets to read of a conversation: short, and nothing that says who the person is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pipeline.context import MessageContext

_LONGEST_MESSAGE = 1500
_LONGEST_EARLIER = 300
_EARLIER = 8

_SPEAKER = {"inbound": "person", "outbound": "bot"}


def message(ctx: MessageContext) -> str:
    """Return the person's newest words."""
    return ctx.text[:_LONGEST_MESSAGE]


def earlier(ctx: MessageContext) -> list[dict[str, str]]:
    """Return what was said before, oldest first."""
    return conversation(ctx.opened.history[-_EARLIER:], _LONGEST_EARLIER)


def conversation(messages: Iterable[Mapping[str, Any]], longest: int) -> list[dict[str, str]]:
    """Return messages `{direction, body}` as who said what; those without words are left out."""
    said: Sequence[Mapping[str, Any]] = [row for row in messages if row["body"]]
    return [{"by": _SPEAKER[row["direction"]], "text": row["body"][:longest]} for row in said]
