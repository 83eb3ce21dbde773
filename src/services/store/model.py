"""What the language model is given, and what it cost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.store.calling import Calling


class ModelVerbs(Calling):
    """A person's tokens of today, and the summaries of conversations that are over."""

    async def model_tokens_left(self, person_id: str) -> int:
        """Return how many tokens a person may still use today."""
        return int(await self._again("model_tokens_left", p_subcontractor_id=person_id))

    async def list_unsummarised_sessions(self, *, limit: int) -> list[dict[str, Any]]:
        """Return conversations that no model has summed up: `{subcontractor_id, session_id, messages}`, newest first.

        `messages` are `{direction, body}`, oldest first.
        """
        found: list[dict[str, Any]] = await self._again("list_unsummarised_sessions", p_limit=limit)
        return found

    async def save_summary(
        self, person_id: str, session_id: str, summary: str | None, *, costs: Sequence[dict[str, Any]]
    ) -> bool:
        """Write a summary down and what it cost; None: the model made nothing of it, and is not asked again.

        `costs` are `{item, quantity}`. Returns False when the conversation is gone, goes on or has a summary by now.
        Called once, not again: what was billed is not billed twice.
        """
        return bool(
            await self._database.value(
                "save_summary",
                p_subcontractor_id=person_id,
                p_session_id=session_id,
                p_summary=summary,
                p_costs=list(costs),
            )
        )
