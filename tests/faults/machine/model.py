"""What relais owes its people, in plain Python: contract §7 without the database that keeps it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import takewhile

from messages import ChannelName, InboundMessage
from services.store import LaneRules

RULES = LaneRules(
    burst_size=3, lease_seconds=30, max_attempts=2, reconcile_seconds=600, rate_per_second=3, pair_burst=5
)
LEASE = timedelta(seconds=RULES.lease_seconds)
RECONCILE = timedelta(seconds=RULES.reconcile_seconds)
WINDOW = timedelta(hours=24)
PATIENCE = (0, RULES.lease_seconds, RULES.reconcile_seconds)
"""Seconds that pass before somebody asks for work: nothing, a lease, a reconciliation."""

_FORWARD = ("pending", "sending", "sent", "failed", "dead", "delivered", "read")


@dataclass(slots=True)
class Lease:
    """A lane: who claimed it last, and until when; `until` is None while nobody holds it."""

    fence: int = 0
    until: datetime | None = None

    def take(self, fence: int, now: datetime) -> None:
        self.fence, self.until = fence, now + LEASE

    def rest(self) -> None:
        self.until = None

    def held_with(self, fence: int) -> bool:
        return self.until is not None and self.fence == fence

    def runs_at(self, now: datetime) -> bool:
        return self.until is not None and self.until > now


@dataclass(slots=True, eq=False)
class Message:
    """One provider message, received. `id` is its inbox row, as soon as that was seen."""

    person: Person = field(repr=False)
    inbound: InboundMessage
    prompt: bool
    received_at: datetime
    id: int = 0
    outcome: str | None = None
    discarded: bool = False

    @property
    def state(self) -> str:
        if self.outcome is None:
            return "pending"
        return "dead" if self.outcome == "dead" and not self.discarded else "done"

    @property
    def time(self) -> datetime:
        """Return what orders it among those that wait together; without a provider's time, the clock's at arrival."""
        return self.inbound.provider_time or self.received_at


@dataclass(slots=True, eq=False)
class Part:
    """One part of the answer to a message. `id` is its outbox row, as soon as that was seen."""

    message: Message
    number: int
    id: int = 0
    state: str = "pending"
    attempts: int = 0
    provider_id: str | None = None
    handed_at: datetime | None = None

    @property
    def open(self) -> bool:
        return self.state in {"pending", "sending"}

    def move(self, state: str, provider_id: str | None = None) -> None:
        """Go forward, never back."""
        self.state = max(self.state, state, key=_FORWARD.index)
        self.provider_id = provider_id or self.provider_id

    def may_be_handed_out(self, now: datetime) -> bool:
        """Say whether the provider has not got it, or nobody has heard of it for long enough."""
        return self.state == "pending" or (
            self.state == "sending" and self.handed_at is not None and now - self.handed_at >= RECONCILE
        )

    def hand_out(self, now: datetime) -> None:
        self.state, self.attempts, self.handed_at = "sending", self.attempts + 1, now


@dataclass(slots=True, eq=False)
class Person:
    """Somebody who writes: `messages` in the order of arrival, `parts` in the order of their commits.

    `id` is None for a stranger; `written` are the ids of the conversation's messages; `sessions` say their status.
    """

    phone: str
    channel: ChannelName
    id: str | None
    messages: list[Message] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    lane: Lease = field(default_factory=Lease)
    reply_lane: Lease = field(default_factory=Lease)
    attempts: int = 0
    turns: int = 0
    written: set[str] = field(default_factory=set)
    sessions: dict[str, str] = field(default_factory=dict)
    archived_sessions: set[str] = field(default_factory=set)

    @property
    def waiting(self) -> list[Message]:
        """What waits, in the order in which it is to be handled."""
        return sorted((message for message in self.messages if message.outcome is None), key=lambda item: item.time)

    def next_turn(self) -> list[Message]:
        """Return the messages of the next claim: a burst; what is prompt or was tried before stands alone."""
        waiting = self.waiting
        if self.attempts or waiting[0].prompt:
            return waiting[:1]
        return list(takewhile(lambda message: not message.prompt, waiting))[: RULES.burst_size]

    def next_part(self) -> Part | None:
        """Return the only part that may go out next."""
        return next((part for part in self.parts if part.open), None)

    def part(self, outbox_id: int) -> Part:
        return next(part for part in self.parts if part.id == outbox_id)

    def answer(self, message: Message, parts: int) -> None:
        """Owe these parts; what this message was answered with already (its apology) is not said again."""
        said = {part.number for part in self.parts if part.message is message}
        self.parts += [Part(message, number) for number in range(1, parts + 1) if number not in said]

    def window_closed(self, now: datetime) -> bool:
        return now - self.messages[-1].received_at > WINDOW
