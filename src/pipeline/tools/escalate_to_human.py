"""Hand the conversation to a human, and tell the company."""

from __future__ import annotations

from typing import Any


def escalate_to_human_tool() -> dict[str, Any]:
    """Return the effect: the session is escalated, the company told, and the bot silent while a human has it."""
    return {"effect": "escalate"}
