"""What a walked turn wants written: the argument of the SQL function finish_turn, in one transaction."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from pipeline.context import Draft, MessageContext
from pipeline.phase import phase_of
from pipeline.reading import words
from services.store import WaitingMessage
from tracing import tracer

_KEPT = (
    "action_id", "media", "location", "contacts", "reaction", "order", "flow", "referral", "forwarded", "transcript",
)  # fmt: skip
"""Parts of an inbound message that its `messages` row keeps beside the text."""

_RUNNERS_UP = 3
"""How many of the intents that a text may have instead its story tells."""

_REPORTS = frozenset({"add_task_update", "report_incident"})

_ABOUT_THE_HANDOFF = frozenset({"escalate", "remind_team"})
"""Effects whose answer is said although a human has the conversation."""


def turn_result(ctx: MessageContext) -> dict[str, Any]:
    """Return the messages, effects, replies and outcomes of a turn as JSON-able values."""
    said = [_inbound(message, ctx) for message in ctx.turn.messages] if ctx.session_id else []
    told = _linked([_outbound(draft, ctx) for draft in ctx.drafts])
    messages = [*said, *told] if ctx.session_id else []
    return {
        "session_id": ctx.session_id,
        "inbox": _outcomes(ctx),
        "trace": _trace(ctx, [message["id"] for message in messages]),
        "messages": messages,
        "effects": _effects(ctx, said) if ctx.session_id else [],
        "phase": phase_of(ctx),
        "replies": replies(
            ctx,
            ctx.drafts,
            [row["id"] for row in told] if ctx.session_id else [],
            during_handoff=bool(ctx.effect_names & _ABOUT_THE_HANDOFF),
        ),
        **({"costs": list(ctx.costs)} if ctx.costs else {}),
        **({"flood": ctx.turn.flood} if ctx.turn.flood else {}),
    }


def replies(
    ctx: MessageContext,
    drafts: tuple[Draft, ...],
    message_ids: list[str],
    *,
    first: int = 1,
    during_handoff: bool = False,
) -> list[dict[str, Any]]:
    """Return the reply parts in order, to the address that wrote last; a stranger's have no `messages` rows.

    `during_handoff` says that they may go out while a human has the conversation.
    """
    to, carrier = ctx.turn.messages[-1], tracer().carrier()
    return [
        {
            "part": first + place,
            "recipient": to.sender,
            "channel": to.channel,
            "payload": {**draft.part, **carrier},
            "message_id": message_ids[place] if message_ids else None,
            "during_handoff": during_handoff,
        }
        for place, draft in enumerate(drafts)
    ]


def _effects(ctx: MessageContext, said: list[dict[str, Any]]) -> list[Mapping[str, Any]]:
    """Return what is to happen; a report refers to the message that ended it, so that it is written once."""
    source = said[ctx.turn.messages.index(ctx.message)]["id"]
    wanted = (*ctx.effects, *(ctx.answer.effects if ctx.answer else ()))
    return [{**effect, "source_message_id": source} if effect["effect"] in _REPORTS else effect for effect in wanted]


def _outcomes(ctx: MessageContext) -> list[dict[str, Any]]:
    """Return each message's outcome, first that of the message which the replies belong to."""
    ended = [
        {"id": message.id, "outcome": outcome} for message, outcome in zip(ctx.turn.messages, ctx.outcomes, strict=True)
    ]
    return sorted(ended, key=lambda row: row["id"] != ctx.message.id)


def _linked(told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Let every part of an answer lead to the one that carries its list: people quote any of them."""
    carrier = next((row["id"] for row in told if row["metadata"]), None)
    return [row if row["metadata"] or not carrier else row | {"metadata": {"carrier": carrier}} for row in told]


def _inbound(message: WaitingMessage, ctx: MessageContext) -> dict[str, Any]:
    content = message.content
    return {
        "id": str(uuid.uuid4()),
        "direction": "inbound",
        "kind": message.kind,
        "body": words(message) or content.get("text"),
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
        "alternatives": [[intent, round(share, 3)] for intent, share in ctx.alternatives[:_RUNNERS_UP]],
        "language": ctx.language,
        "created": bool(ctx.session and ctx.session.created),
        "unresolved": ctx.unresolved,
    }
