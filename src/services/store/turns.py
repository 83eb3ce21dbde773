"""The lanes: a person's waiting messages, one turn at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.store.calling import Calling
from services.store.values import ClaimedTurns, Person, Turn, WaitingMessage
from tolerant_reader import read


class TurnVerbs(Calling):
    """Turns, as the worker claims and ends them."""

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

    async def finish_turn(self, turn: Turn, result: dict[str, Any]) -> dict[str, Any] | None:
        """Commit everything that a turn wants to happen (see the SQL function for the shape of `result`).

        Returns how the session stands now (see the SQL function get_session) when `result` asks for it as `live`.

        Raises:
            LeaseLostError: another worker has the lane; nothing was written.
        """
        found: dict[str, Any] | None = await self._database.value(
            "finish_turn",
            p_contact_id=turn.contact_id,
            p_fence=turn.fence,
            p_turn=result,
            p_quiet_ms=self._rules.burst_quiet_ms,
            p_cap_ms=self._rules.burst_cap_ms,
        )
        return found

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


def _turn(found: dict[str, Any]) -> Turn:
    return Turn(
        contact_id=found["contact_id"],
        fence=found["fence"],
        attempts=found["attempts"],
        person=read(Person, found["person"]) if found["person"] else None,
        messages=tuple(read(WaitingMessage, message) for message in found["messages"]),
        flood=found.get("flood"),
    )
