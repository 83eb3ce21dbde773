"""The one canonical log line per message, written when its outcome is committed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from events import Event, bind, log
from pipeline.context import MessageContext
from services.store import Turn


def log_handled(ctx: MessageContext, *, elapsed_ms: float) -> None:
    """Write the line of each message of a turn that came to its end, and one for a flood that began."""
    fields = {
        "session_id": ctx.session_id,
        "intent": ctx.intent,
        "confidence": ctx.confidence,
        "language": ctx.language,
        "stages": dict(ctx.stages),
        "replies": len(ctx.drafts),
        "elapsed_ms": elapsed_ms,
    }
    _log(ctx.turn, ctx.outcomes, fields)
    if ctx.turn.flood == "begins":
        log(Event.PERSON_FLOODING)


def log_dead(turn: Turn) -> None:
    """Write the line of the message that was set aside: the first, its neighbours get their own try."""
    _log(replace(turn, messages=turn.messages[:1]), ("dead",), {})


def _log(turn: Turn, outcomes: tuple[str, ...], fields: dict[str, Any]) -> None:
    for message, outcome in zip(turn.messages, outcomes, strict=True):
        with bind(message_id=message.provider_message_id):
            log(
                Event.MESSAGE_HANDLED,
                outcome=outcome,
                attempts=turn.attempts,
                kind=message.kind,
                since_received_ms=_since(message.received_at),
                **fields,
            )


def _since(received_at: str) -> float:
    """Return the milliseconds since the door took a message; its clock may be a little ahead of ours."""
    waited = datetime.now(UTC) - datetime.fromisoformat(received_at)
    return max(0.0, round(waited.total_seconds() * 1000, 2))
