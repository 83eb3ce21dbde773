"""The reply lanes: a person's parts, one after the other."""

from __future__ import annotations

from typing import Any

from services.store.calling import Calling
from services.store.values import ClaimedReplies, DueReply
from tolerant_reader import read


class ReplyVerbs(Calling):
    """Replies, as the sender claims them and writes down what came of them."""

    async def claim_replies(self, limit: int, *, resend_seconds: float = 0) -> ClaimedReplies:
        """Take the next reply part of at most `limit` people; one of unknown result waits `resend_seconds` at least."""
        held_until = self._held_until()
        found = await self._database.value(
            "claim_replies",
            p_worker=self.worker,
            p_limit=limit,
            p_rules=self._rules.of_replies | {"resend_seconds": resend_seconds},
        )
        return ClaimedReplies(
            replies=tuple(read(DueReply, reply, held_until=held_until) for reply in found["replies"]),
            next_due_in=found["next_due_in"],
        )

    async def reply_sent(self, reply: DueReply, provider_message_id: str) -> DueReply | None:
        """Write down that the provider took a part; return the person's next one."""
        return await self._next_reply(
            "reply_sent",
            p_contact_id=reply.contact_id,
            p_id=reply.id,
            p_fence=reply.fence,
            p_provider_message_id=provider_message_id,
            p_worker=self.worker,
            p_rules=self._rules.of_replies,
        )

    async def reply_failed(self, reply: DueReply, *, outcome: str, error: str, retry_seconds: float) -> DueReply | None:
        """Write down that a part was `deferred`, `unknown` or `refused`; return the person's next one, if any."""
        return await self._next_reply(
            "reply_failed",
            p_contact_id=reply.contact_id,
            p_id=reply.id,
            p_fence=reply.fence,
            p_outcome=outcome,
            p_error=error,
            p_retry_seconds=retry_seconds,
            p_worker=self.worker,
            p_rules=self._rules.of_replies,
        )

    async def _next_reply(self, function: str, **arguments: Any) -> DueReply | None:
        held_until = self._held_until()
        found = await self._again(function, **arguments)
        return read(DueReply, found, held_until=held_until) if found else None
