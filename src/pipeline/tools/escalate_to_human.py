"""Hand the conversation to a human."""

from __future__ import annotations

from typing import Any


def escalate_to_human_tool() -> dict[str, Any]:
    """Return the effect: the session is escalated and the bot is silent while a human has the conversation."""
    return {"effect": "escalate"}
