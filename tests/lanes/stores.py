from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar
from uuid import uuid4

from messages import InboundMessage
from services.store import DueReply, LaneRules, Store, Turn
from tests.house import PATIENCE

Item = TypeVar("Item")

BRIEF = LaneRules(burst_quiet_ms=0, lease_seconds=0.05, reconcile_seconds=600)
"""A worker that everybody takes for dead at once."""

LONG = LaneRules(burst_quiet_ms=0, lease_seconds=30, reconcile_seconds=600)


async def say(store: Store, who: str, *said: str, prompt: bool = False) -> None:
    """Write texts down as the door does, in one call."""
    await store.receive_events([_text(who, text) for text in said], prompt=lambda _message: prompt)


def _text(who: str, text: str) -> InboundMessage:
    content = {"kind": "text", "text": text}
    return InboundMessage(
        channel="cloud", provider_message_id=f"wamid.{uuid4().hex}", sender=who, kind="text", content=content, raw={}
    )


async def next_turn(store: Store) -> Turn:
    """Claim the next turn as soon as one is due."""

    async def claim() -> tuple[Turn, ...]:
        return (await store.claim_turns(1)).turns

    return await _first(claim)


async def next_reply(store: Store) -> DueReply:
    """Claim the next reply part as soon as one is due."""

    async def claim() -> tuple[DueReply, ...]:
        return (await store.claim_replies(1)).replies

    return await _first(claim)


async def _first(claim: Callable[[], Awaitable[tuple[Item, ...]]]) -> Item:
    deadline = time.monotonic() + PATIENCE
    while not (found := await claim()):
        assert time.monotonic() < deadline, "nothing came due"
        await asyncio.sleep(0.01)
    return found[0]


def result(turn: Turn, session_id: str, *, parts: int = 1, **more: Any) -> dict[str, Any]:
    """Return what a turn wants written: one message in each direction, and reply parts."""
    first, *others = turn.messages
    said = {"id": str(uuid4()), "direction": "inbound", "body": "Bonjour", "kind": "text", "status": "received"}
    told = {"id": str(uuid4()), "direction": "outbound", "body": "Bonjour Jean", "kind": "text", "status": "pending"}
    part: dict[str, Any] = {"kind": "text", "text": "Bonjour Jean", "options": [], "list_button": "", "media": None}
    return {
        "session_id": session_id,
        "inbox": [{"id": first.id, "outcome": "answered"}, *({"id": m.id, "outcome": "merged"} for m in others)],
        "trace": {"inbox_ids": [message.id for message in turn.messages]},
        "messages": [said | {"channel": first.channel}, told | {"channel": first.channel}],
        "effects": [],
        "replies": [
            {
                "part": place + 1,
                "recipient": first.sender,
                "channel": first.channel,
                "payload": part,
                "message_id": told["id"],
            }
            for place in range(parts)
        ],
    } | more
