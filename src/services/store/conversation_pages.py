"""Conversations as the console shows them: the list, one of them, what was said in it, and what was given up."""

from __future__ import annotations

from typing import Any

from services.store.calling import Calling


class ConversationPageVerbs(Calling):
    """Reads only; the fields are those of the SQL functions. Every id is a UUID as text, every time ISO 8601."""

    async def list_conversations(
        self,
        *,
        state: str | None,
        project_id: str | None,
        language: str | None,
        channel: str | None,
        query: str | None,
        before: str | None,
        before_id: str | None,
        limit: int,
    ) -> dict[str, Any]:
        """Return `{waiting, items}`; `before` and `before_id` are `at` and `id` of the last item seen."""
        return await self._found(
            "list_conversations",
            p_state=state,
            p_project_id=project_id,
            p_language=language,
            p_channel=channel,
            p_query=query,
            p_before=before,
            p_before_id=before_id,
            p_limit=limit,
        )

    async def list_project_names(self) -> list[dict[str, Any]]:
        """Return `[{id, name}]`."""
        found: list[dict[str, Any]] = await self._again("list_project_names")
        return found

    async def get_conversation(self, session_id: str) -> dict[str, Any] | None:
        """Return one conversation and what an operator needs to know beside it, or None."""
        found: dict[str, Any] | None = await self._again("get_conversation", p_session_id=session_id)
        return found

    async def list_thread(self, session_id: str, *, before: int | None, limit: int) -> list[dict[str, Any]]:
        """Return what was said last before the message `before` (a `seq`; None: to the end), in order."""
        found: list[dict[str, Any]] = await self._again(
            "list_thread", p_session_id=session_id, p_before=before, p_limit=limit
        )
        return found

    async def list_dead_letters(self, after: int, limit: int) -> dict[str, Any]:
        """Return `{count, items}`: messages that were set aside, the oldest first."""
        return await self._found("list_dead_letters", p_after=after, p_limit=limit)

    async def list_given_up(self, limit: int) -> dict[str, Any]:
        """Return `{replies, notifications, files}` that were given up, the newest first."""
        return await self._found("list_given_up", p_limit=limit)
