"""Messages that come, are handled and are answered, call by call on one connection: nobody waits for anybody."""

from __future__ import annotations

import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from messages import InboundMessage, Part
from pipeline.stages.open_session import HISTORY
from services.store import LaneRules, OpenedSession, Store, Turn

TOGETHER = 32
"""People of one claim, as a worker with room for so many asks."""

RULES = LaneRules(burst_quiet_ms=0, rate_per_second=100_000, pair_burst=100_000)
"""Every message is a turn, and no pacing: what is measured is work, not waiting."""


@dataclass(frozen=True, slots=True)
class Traffic:
    """People who write at random; as many messages are handled as come, the ones that wait longest first."""

    store: Store
    people: Sequence[str]
    chance: random.Random

    async def pass_through(self, messages: int) -> None:
        """Take `messages` all the way; a multiple of `TOGETHER`."""
        for _ in range(messages // TOGETHER):
            for phone in self.chance.sample(self.people, TOGETHER):
                await self.store.receive_events([_inbound(phone)], prompt=lambda _: True)
            for turn in (await self.store.claim_turns(TOGETHER)).turns:
                await self._handle(turn)
            for reply in (await self.store.claim_replies(TOGETHER)).replies:
                await self.store.reply_sent(reply, f"wamid.{uuid.uuid4()}")

    async def _handle(self, turn: Turn) -> None:
        opened = await self.store.open_session(turn.contact_id, reply_to=None, history=HISTORY)
        await self.store.finish_turn(turn, _result(turn, opened))


def _inbound(phone: str) -> InboundMessage:
    provider_id = f"wamid.{uuid.uuid4()}"
    said = "Montre-moi mes chantiers, s'il te plaît"
    return InboundMessage(
        channel="cloud",
        provider_message_id=provider_id,
        sender=phone,
        kind="text",
        content={"kind": "text", "text": said},
        raw={"from": phone, "id": provider_id, "timestamp": "1700000000", "type": "text", "text": {"body": said}},
    )


def _result(turn: Turn, opened: OpenedSession) -> dict[str, Any]:
    """Return what finish_turn takes: what was said, and one reply with a list."""
    message, reply_id = turn.messages[0], str(uuid.uuid4())
    said = {
        "id": str(uuid.uuid4()),
        "direction": "inbound",
        "kind": "text",
        "body": message.content["text"],
        "channel": message.channel,
        "provider_message_id": message.provider_message_id,
        "status": "received",
    }
    answered = {
        "id": reply_id,
        "direction": "outbound",
        "kind": "text",
        "body": "Vos chantiers :",
        "channel": message.channel,
        "metadata": {"options": [["projects_1", "Chantier 1"], ["projects_2", "Chantier 2"]]},
        "status": "pending",
    }
    reply = {
        "part": 1,
        "recipient": message.sender,
        "channel": message.channel,
        "payload": Part(kind="text", text="Vos chantiers :").as_json(),
        "message_id": reply_id,
    }
    return {
        "session_id": opened.session_id,
        "inbox": [{"id": message.id, "outcome": "answered"}],
        "trace": {"session_id": opened.session_id, "intent": "list_projects"},
        "messages": [said, answered],
        "effects": [],
        "replies": [reply],
    }
