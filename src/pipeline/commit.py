"""What a walked turn wants written: the argument of the SQL function finish_turn, in one transaction."""

from __future__ import annotations

import uuid
from typing import Any

from pipeline.context import Draft, MessageContext
from services.store import WaitingMessage

_KEPT = ("action_id", "media", "location", "contacts", "reaction", "order", "flow", "referral", "forwarded")
"""Parts of an inbound message that its `messages` row keeps beside the text."""


def turn_result(ctx: MessageContext) -> dict[str, Any]:
    """Return the messages, effects, replies and outcomes of a turn as JSON-able values."""
    said = [_inbound(message, ctx) for message in ctx.turn.messages] if ctx.session_id else []
    told = [_outbound(draft, ctx) for draft in ctx.drafts]
    messages = [*said, *told] if ctx.session_id else []
    return {
        "session_id": ctx.session_id,
        "inbox": [
            {"id": message.id, "outcome": outcome}
            for message, outcome in zip(ctx.turn.messages, ctx.outcomes, strict=True)
        ],
        "trace": _trace(ctx, [message["id"] for message in messages]),
        "messages": messages,
        "effects": list(ctx.answer.effects) if ctx.answer and ctx.session_id else [],
        "replies": replies(ctx.message, ctx.drafts, [row["id"] for row in told] if ctx.session_id else []),
    }


def replies(
    to: WaitingMessage, drafts: tuple[Draft, ...], message_ids: list[str], *, first: int = 1
) -> list[dict[str, Any]]:
    """Return the reply parts in order, addressed to whoever wrote; a stranger's have no `messages` rows."""
    return [
        {
            "part": first + place,
            "recipient": to.sender,
            "channel": to.channel,
            "payload": draft.part,
            "message_id": message_ids[place] if message_ids else None,
        }
        for place, draft in enumerate(drafts)
    ]


def _inbound(message: WaitingMessage, ctx: MessageContext) -> dict[str, Any]:
    content = message.content
    media: list[dict[str, Any]] = content.get("media") or [{}]
    return {
        "id": str(uuid.uuid4()),
        "direction": "inbound",
        "kind": message.kind,
        "body": content.get("text") or content.get("title") or media[0].get("caption"),
        "language": ctx.language,
        "channel": message.channel,
        "provider_message_id": message.provider_message_id,
        "reply_to": content.get("reply_to"),
        "intent": ctx.intent,
        "confidence": ctx.confidence,
        "metadata": {name: content[name] for name in _KEPT if name in content},
        "status": "received",
    }


def _outbound(draft: Draft, ctx: MessageContext) -> dict[str, Any]:
    return {
        "id": str(uuid.uuid4()),
        "direction": "outbound",
        "kind": draft.kind,
        "body": draft.body,
        "language": ctx.language,
        "channel": ctx.message.channel,
        "provider_message_id": None,
        "reply_to": ctx.message.provider_message_id,
        "intent": None,
        "confidence": None,
        "metadata": draft.metadata,
        "status": "pending",
    }


def _trace(ctx: MessageContext, message_ids: list[str]) -> dict[str, Any]:
    return {
        "session_id": ctx.session_id,
        "message_ids": message_ids,
        "inbox_ids": [message.id for message in ctx.turn.messages],
        "stages": [{"stage": name, "ms": elapsed} for name, elapsed in ctx.stages.items()],  # jsonb keeps no order
        "intent": ctx.intent,
        "confidence": ctx.confidence,
        "language": ctx.language,
    }
