"""What came in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from messages import InboundMessage, StatusUpdate
from services.store.calling import Calling


class IntakeVerbs(Calling):
    """Messages and statuses, as the door writes them down."""

    async def receive_events(
        self, messages: Sequence[InboundMessage], *, prompt: Callable[[InboundMessage], bool]
    ) -> int:
        """Write messages down durably and return how many were new; `prompt` says which must not wait for a burst."""
        return int(
            await self._again(
                "receive_events",
                p_messages=[_inbound(message, prompt(message)) for message in messages],
                p_quiet_ms=self._rules.burst_quiet_ms,
                p_cap_ms=self._rules.burst_cap_ms,
            )
        )

    async def apply_statuses(self, statuses: Sequence[StatusUpdate]) -> int:
        """Move replies forward by what the provider says; return how many were ours."""
        return int(await self._again("apply_statuses", p_statuses=[_status(status) for status in statuses]))


def _inbound(message: InboundMessage, prompt: bool) -> dict[str, Any]:
    return {
        "channel": message.channel,
        "provider_message_id": message.provider_message_id,
        "sender": message.sender,
        "user_id": message.user_id,
        "kind": message.kind,
        "content": message.content,
        "raw": message.raw,
        "prompt": prompt,
        "provider_time": message.provider_time.isoformat() if message.provider_time else None,
        "received_at": message.received_at.isoformat() if message.received_at else None,
    }


def _status(status: StatusUpdate) -> dict[str, Any]:
    reason = " ".join(filter(None, (status.provider_code, status.detail)))
    return {
        "provider_message_id": status.provider_message_id,
        "state": status.state,
        "reply_id": status.reply_id,
        "detail": reason or None,
    }
