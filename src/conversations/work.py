"""What the worker and all the others do, one thing after the other, as the clock says: nothing sleeps."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Literal

import app
from conversations.database import ScriptDatabase
from messages import OutgoingPart, Part, StatusUpdate
from pipeline import build_pipeline
from pipeline.context import MessageContext
from services.store import DueReply, Turn

Crash = Literal["before commit", "before send", "after send"]

_AT_ONCE = 16
"""People, replies or files that are claimed together."""
_STEP_SECONDS = 0.001
"""What the clock moves at least, or what is due just now would be looked at for ever."""

Line = Callable[[], Awaitable[tuple[int, float | None]]]
"""Handles what is due of one kind; says how much that was, and in how many seconds more is."""


class Work:
    """Brings everything that is due to its end. `crash` says where the process dies next."""

    def __init__(self, parts: app.Parts, database: ScriptDatabase) -> None:
        """Build the parts that work; none of their loops runs."""
        self.crash: Crash | None = None
        self._parts = parts
        self._database = database
        self._pipeline = build_pipeline(parts.services)
        self._worker, self._sender, self._fetcher = (
            app.build_worker(parts),
            app.build_sender(parts),
            app.build_fetcher(parts),
        )
        self._notifier = app.build_notifier(parts)
        self._lines: Sequence[Line] = (self._turns, self._replies, self._files, self._notifications)

    async def settle(self, patience: float) -> float:
        """Do what is due and what becomes due within `patience` seconds; return how many of them are left."""
        while (due_in := await self._do()) is not None and due_in <= patience:
            await self._database.move(max(due_in, _STEP_SECONDS))
            patience -= max(due_in, _STEP_SECONDS)
        return patience

    async def _do(self) -> float | None:
        """Do what is due, and what comes of it; return in how many seconds the next is."""
        while True:
            done = [await line() for line in self._lines]
            if not any(count for count, _due_in in done):
                return min((due_in for _count, due_in in done if due_in is not None), default=None)

    async def _turns(self) -> tuple[int, float | None]:
        claimed = await self._parts.services.store.claim_turns(_AT_ONCE)
        for turn in claimed.turns:
            await (self._die_walking(turn) if self._dies("before commit") else self._worker.handle(turn))
        return len(claimed.turns), claimed.next_due_in

    async def _replies(self) -> tuple[int, float | None]:
        claimed = await self._parts.services.store.claim_replies(_AT_ONCE)
        for reply in claimed.replies:
            if self._dies("before send"):  # it stands as "sending", and nobody knows that it is not
                continue
            await (self._die_sending(reply) if self._dies("after send") else self._sender.handle(reply))
        return len(claimed.replies), claimed.next_due_in

    async def _files(self) -> tuple[int, float | None]:
        lease_seconds = self._parts.settings.lease_seconds
        claimed = await self._parts.services.store.claim_media(_AT_ONCE, lease_seconds=lease_seconds)
        for due in claimed.media:
            await self._fetcher.handle(due)
        return len(claimed.media), claimed.next_due_in

    async def _notifications(self) -> tuple[int, float | None]:
        if self._notifier is None:
            return 0, None
        lease_seconds = self._parts.settings.lease_seconds
        claimed = await self._parts.services.store.claim_notifications(_AT_ONCE, lease_seconds=lease_seconds)
        for due in claimed.notifications:
            await self._notifier.handle(due)
        return len(claimed.notifications), claimed.next_due_in

    def _dies(self, place: Crash) -> bool:
        """Say whether the process dies here; it dies once."""
        dies = self.crash == place
        self.crash = None if dies else self.crash
        return dies

    async def _die_walking(self, turn: Turn) -> None:
        """Walk a turn and write nothing down: its lane stays held until the lease ends."""
        await self._pipeline.run(MessageContext(turn=turn, language=self._parts.services.default_language))

    async def _die_sending(self, reply: DueReply) -> None:
        """Hand a part over and write nothing down; the provider says later that it took it."""
        outgoing = OutgoingPart(reply_id=reply.reply_id, recipient=reply.recipient, part=Part.from_json(reply.payload))
        taken = await self._parts.services.channels[reply.channel].send(outgoing)
        name = self._parts.services.channels[reply.channel].name
        status = StatusUpdate(channel=name, provider_message_id=taken, state="sent", reply_id=reply.reply_id)
        await self._parts.intake.receive([status])
