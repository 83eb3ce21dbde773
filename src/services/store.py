"""Every SQL function that the code calls: one method each, of the same name, with a typed result.

`Database` is the transport (asyncpg or Supabase's REST); this is the vocabulary.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import stamina

from errors import DatabaseUnavailableError
from messages import InboundMessage, StatusUpdate
from services.interfaces import Database

_FIRST_PAUSE_SECONDS = 0.05


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
    """One person's next messages, held under a fence. `person` is None for a stranger."""

    contact_id: str
    fence: int
    attempts: int
    person: Person | None
    messages: tuple[WaitingMessage, ...]


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


class Store:
    """The verbs of the database. Errors: every `errors.DatabaseError`."""

    def __init__(self, database: Database, rules: LaneRules, *, worker: str = "relais") -> None:
        """Speak through `database`, as `worker` (who holds a lane, for operators to read)."""
        self._database = database
        self._rules = rules
        self.worker = worker

    # What came in

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

    # Turns

    async def claim_turns(self, limit: int) -> ClaimedTurns:
        """Take the next turns of at most `limit` people."""
        found = await self._database.value(
            "claim_turns",
            p_worker=self.worker,
            p_limit=limit,
            p_lease_seconds=self._rules.lease_seconds,
            p_burst=self._rules.burst_size if self._rules.burst_quiet_ms else 1,
        )
        return ClaimedTurns(turns=tuple(map(_turn, found["turns"])), next_due_in=found["next_due_in"])

    async def finish_turn(self, turn: Turn, result: dict[str, Any]) -> None:
        """Commit everything that a turn wants to happen (see the SQL function for the shape of `result`).

        Raises:
            LeaseLostError: another worker has the lane; nothing was written.
        """
        await self._database.value(
            "finish_turn",
            p_contact_id=turn.contact_id,
            p_fence=turn.fence,
            p_turn=result,
            p_quiet_ms=self._rules.burst_quiet_ms,
            p_cap_ms=self._rules.burst_cap_ms,
        )

    async def fail_turn(
        self, turn: Turn, *, error: str, retry_seconds: float, apology: Sequence[dict[str, Any]]
    ) -> str:
        """Try the turn again later, or set it aside; return `retry` or `dead`."""
        return str(
            await self._database.value(
                "fail_turn",
                p_contact_id=turn.contact_id,
                p_fence=turn.fence,
                p_inbox_ids=[message.id for message in turn.messages],
                p_error=error,
                p_retry_seconds=retry_seconds,
                p_max_attempts=self._rules.max_attempts,
                p_apology=list(apology),
            )
        )

    async def release_turn(self, turn: Turn, *, pause_seconds: float = 0) -> None:
        """Give a turn back untouched, to be claimed again after a pause."""
        await self._database.value(
            "release_turn", p_contact_id=turn.contact_id, p_fence=turn.fence, p_pause_seconds=pause_seconds
        )

    async def renew_leases(self, turns: Sequence[Turn]) -> int:
        """Keep the lanes of turns that take longer; return how many are still held."""
        return int(
            await self._database.value(
                "renew_leases",
                p_worker=self.worker,
                p_leases=[{"contact_id": turn.contact_id, "fence": turn.fence} for turn in turns],
                p_lease_seconds=self._rules.lease_seconds,
            )
        )

    # Replies

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
            replies=tuple(DueReply(**reply, held_until=held_until) for reply in found["replies"]),
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

    # A conversation

    async def open_session(
        self, person_id: str, *, reply_to: str | None, history: int, tools: Sequence[str] = ()
    ) -> OpenedSession:
        """Open the person's conversation: the one look-up of a turn; `tools` say whose list its offer is to be."""
        found = await self._found(
            "open_session",
            p_subcontractor_id=person_id,
            p_reply_to=reply_to,
            p_history=history,
            p_tools=list(tools),
        )
        return OpenedSession(**found)

    async def may_access_project(self, person_id: str, project_id: str) -> bool:
        """Say whether a person may see a project."""
        return bool(await self._again("may_access_project", p_subcontractor_id=person_id, p_project_id=project_id))

    async def list_projects(self, person_id: str) -> list[dict[str, Any]]:
        """Return `[{id, name, location, status}]`."""
        found: list[dict[str, Any]] = await self._again("list_projects", p_subcontractor_id=person_id)
        return found

    async def list_tasks(self, person_id: str, project_id: str) -> dict[str, Any]:
        """Return `{allowed, project, tasks}`."""
        return await self._found("list_tasks", p_subcontractor_id=person_id, p_project_id=project_id)

    async def get_task_details(self, person_id: str, task_id: str) -> dict[str, Any]:
        """Return `{allowed, project, task, documents}`."""
        return await self._found("get_task_details", p_subcontractor_id=person_id, p_task_id=task_id)

    async def get_documents(self, person_id: str, project_id: str) -> dict[str, Any]:
        """Return `{allowed, project, documents}`."""
        return await self._found("get_documents", p_subcontractor_id=person_id, p_project_id=project_id)

    # Operators and developers

    async def database_health(self) -> dict[str, Any]:
        """Return `{server_version, read_only, migrations}`; asked once, not again."""
        found: dict[str, Any] = await self._database.value("database_health")
        return found

    async def measure_lanes(self) -> dict[str, Any]:
        """Return `{turns: {waiting, oldest_seconds}, replies: …}`; asked once, not again."""
        found: dict[str, Any] = await self._database.value("measure_lanes")
        return found

    async def save_runtime_settings(self, settings: dict[str, str]) -> int:
        """Tell the SQL functions the settings they need; return how many changed."""
        return int(await self._again("save_runtime_settings", p_settings=settings))

    async def get_story(self, message_id: str) -> dict[str, Any] | None:
        """Return all that is known of one message, or None."""
        found: dict[str, Any] | None = await self._again("get_story", p_message_id=message_id)
        return found

    async def list_dead(self, after: int, limit: int) -> list[dict[str, Any]]:
        """Return messages that were set aside, the oldest first: see the SQL function for the fields."""
        found: list[dict[str, Any]] = await self._again("list_dead", p_after=after, p_limit=limit)
        return found

    async def requeue_dead(self, inbox_id: int) -> bool:
        """Give a message another life; False when no such message is set aside."""
        return bool(await self._database.value("requeue_dead", p_id=inbox_id))

    async def discard_dead(self, inbox_id: int) -> bool:
        """Let a message go; False when no such message is set aside."""
        return bool(await self._database.value("discard_dead", p_id=inbox_id))

    async def simulator_people(self) -> list[dict[str, Any]]:
        """Return `[{phone, name, language, active}]`."""
        found: list[dict[str, Any]] = await self._again("simulator_people")
        return found

    async def simulator_chat(self, sender: str, after_in: int, after_out: int) -> list[dict[str, Any]]:
        """Return what one person of the simulator said and was sent since the last ids seen."""
        found: list[dict[str, Any]] = await self._again(
            "simulator_chat", p_sender=sender, p_after_in=after_in, p_after_out=after_out
        )
        return found

    async def wake(self, topic: str) -> None:
        """Tell the other processes that `topic` has something due."""
        await self._database.value("wake", p_topic=topic, p_worker=self.worker)

    # What Twilio knows already (a ContentCache)

    async def find(self, key: str) -> str | None:
        """Return what was created at the provider for `key`."""
        found: str | None = await self._again("find_content", p_key=key)
        return found

    async def save(self, key: str, provider_id: str) -> None:
        """Remember what was created at the provider for `key`."""
        await self._again("save_content", p_key=key, p_provider_id=provider_id)

    async def forget(self, key: str) -> None:
        """Let go of what the provider no longer has."""
        await self._again("forget_content", p_key=key)

    async def _next_reply(self, function: str, **arguments: Any) -> DueReply | None:
        held_until = self._held_until()
        found = await self._again(function, **arguments)
        return DueReply(**found, held_until=held_until) if found else None

    def _held_until(self) -> float:
        """Say when a lease that is asked for now ends; asked before the database counts, so never too late."""
        return time.monotonic() + self._rules.lease_seconds

    async def _found(self, function: str, **arguments: Any) -> dict[str, Any]:
        found: dict[str, Any] = await self._again(function, **arguments)
        return found

    async def _again(self, function: str, **arguments: Any) -> Any:
        """Call a function that may be called twice; a connection that broke is no reason to give up at once."""
        try:
            return await self._database.value(function, **arguments)
        except DatabaseUnavailableError:
            await asyncio.sleep(_FIRST_PAUSE_SECONDS)
        async for attempt in stamina.retry_context(
            on=DatabaseUnavailableError, attempts=3, timeout=2.0, wait_initial=2 * _FIRST_PAUSE_SECONDS, wait_max=0.5
        ):
            with attempt:
                return await self._database.value(function, **arguments)
        return None  # pragma: no cover - retry_context either returns or raises


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


def _turn(found: dict[str, Any]) -> Turn:
    return Turn(
        contact_id=found["contact_id"],
        fence=found["fence"],
        attempts=found["attempts"],
        person=Person(**found["person"]) if found["person"] else None,
        messages=tuple(WaitingMessage(**message) for message in found["messages"]),
    )
