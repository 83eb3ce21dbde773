"""What the API tells: the models of its answers, for its description. The SQL functions make the answers."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict


class Told(BaseModel):
    """Nothing beyond its fields."""

    model_config = ConfigDict(extra="forbid")


class Session(Told):
    """One conversation of one person; `total_cost` is in US dollars.

    `handoff_until` says how long a human has it, or had it; none when they gave it back.
    """

    id: UUID
    subcontractor_id: UUID
    phone: str
    name: str | None
    status: str
    started_at: AwareDatetime
    last_message_at: AwareDatetime
    ended_at: AwareDatetime | None
    ended_reason: str | None
    message_count: int
    turn_count: int
    current_project_id: UUID | None
    current_task_id: UUID | None
    phase: str
    total_cost: float
    summary: str | None
    updated_at: AwareDatetime
    handoff_until: AwareDatetime | None = None


class Message(Told):
    """One message of either direction; `metadata` holds its options and `tool_outputs`."""

    id: UUID
    seq: int
    session_id: UUID
    subcontractor_id: UUID
    direction: str
    kind: str
    body: str | None
    language: str | None
    channel: str
    provider_message_id: str | None
    reply_to: str | None
    intent: str | None
    confidence: float | None
    metadata: dict[str, Any]
    status: str
    created_at: AwareDatetime


class FoundMessage(Told):
    """One message that was found; a higher `rank` fits better."""

    id: UUID
    seq: int
    session_id: UUID
    subcontractor_id: UUID
    direction: str
    body: str | None
    rank: float
    created_at: AwareDatetime


class DeadMessage(Told):
    """One message that was set aside, with its reason."""

    id: int
    message_id: str
    channel: str
    sender: str
    kind: str
    attempts: int
    reason: str | None
    received_at: AwareDatetime
    finished_at: AwareDatetime | None


class Page(Told):
    """One page of a list; the last one has no `next_cursor`."""

    next_cursor: str | None


class Sessions(Page):
    """Sessions, the newest first; `source` says who knew them."""

    source: Literal["postgres", "redis"]
    items: list[Session]


class Messages(Page):
    """Messages of a session, the oldest first."""

    items: list[Message]


class FoundMessages(Page):
    """Messages that were found, the best first."""

    items: list[FoundMessage]


class DeadMessages(Page):
    """Messages that were set aside, the oldest first."""

    items: list[DeadMessage]


class Requeued(Told):
    """Where a message that was set aside is now."""

    id: int
    state: str


class SentMessage(Told):
    """One part of a human's message, as it is sent."""

    id: UUID
    body: str


class Answered(Told):
    """What a human's message became; its id is that of the first part."""

    id: UUID
    channel: str
    handoff_until: AwareDatetime
    messages: list[SentMessage]
    session: Session


class Selected(Told):
    """A project that was chosen for a person, and their open session, if any."""

    id: UUID
    subcontractor_id: UUID
    session: Session | None


class Erased(Told):
    """How much was erased, by table or place; the audit log keeps the receipt and nothing else."""

    receipt: str
    erased: dict[str, int]


class SessionHealth(Told):
    """Where sessions are listed from, and whether they can be read and written."""

    backend: Literal["redis", "postgres"]
    healthy: bool
    details: dict[str, Any]


class Document(BaseModel):
    """An object whose fields grow with the product."""

    model_config = ConfigDict(extra="allow")
