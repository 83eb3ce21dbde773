"""What the verbs of the store take and return."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A subcontractor, as a turn sees them. `language` is None for the default one."""

    id: str
    phone: str
    name: str
    language: str | None
    active: bool
    handed_off: bool
    handoff_until: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingMessage:
    """One inbox row of a turn; `content` is the channel-neutral message."""

    id: int
    channel: str
    provider_message_id: str
    sender: str
    kind: str
    content: dict[str, Any]
    received_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One person's next messages, held under a fence. `person` is None for a stranger.

    `flood` says that they send more than anybody answers: see the SQL function flooding.
    """

    contact_id: str
    fence: int
    attempts: int
    person: Person | None
    messages: tuple[WaitingMessage, ...]
    flood: Literal["begins", "goes_on"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedSession:
    """The conversation of a turn: see the SQL function open_session."""

    session_id: str
    created: bool
    ended: dict[str, Any] | None
    project_id: str | None
    project_name: str | None
    task_id: str | None
    last_project_id: str | None
    last_project_name: str | None
    history: list[dict[str, Any]]
    offer: dict[str, Any] | None
    answered: dict[str, Any] | None
    handed_off: bool
    handoff_notice: str | None
    flow: dict[str, Any] | None
    drafts: list[dict[str, Any]]
    silent_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DueReply:
    """One reply part that is being sent, held under a fence. `payload` is a `messages.Part` as JSON.

    `held_until`, on the monotonic clock, is when the lease ends, or a little earlier: from then it is not ours.
    """

    contact_id: str
    fence: int
    id: int
    recipient: str
    channel: str
    payload: dict[str, Any]
    attempts: int
    resent: bool
    held_until: float

    @property
    def reply_id(self) -> str:
        """Our own reference, which comes back in the provider's statuses."""
        return f"{self.contact_id}:{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedTurns:
    """What was claimed, and in how many seconds the next lane is due (None: nothing waits)."""

    turns: tuple[Turn, ...]
    next_due_in: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedReplies:
    """What was claimed, and in how many seconds the next reply lane is due (None: nothing waits)."""

    replies: tuple[DueReply, ...]
    next_due_in: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneRules:
    """The settings of contract §3 that the lanes follow: milliseconds, seconds, counts."""

    burst_quiet_ms: int = 800
    burst_cap_ms: int = 4000
    burst_size: int = 50
    lease_seconds: float = 30
    max_attempts: int = 8
    reconcile_seconds: float = 600
    rate_per_second: float = 80
    pair_burst: int = 45

    @property
    def of_replies(self) -> dict[str, float]:
        """What the SQL functions of the replies go by: see next_reply."""
        return {
            "lease_seconds": self.lease_seconds,
            "max_attempts": self.max_attempts,
            "reconcile_seconds": self.reconcile_seconds,
            "rate_per_second": self.rate_per_second,
            "pair_burst": self.pair_burst,
        }
