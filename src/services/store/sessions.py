"""Sessions and what was said in them, as operators page through them."""

from __future__ import annotations

from typing import Any

from services.store.calling import Calling


class SessionVerbs(Calling):
    """Lists and search; each page goes on after the last item of the one before."""

    async def list_sessions(
        self, *, phone: str | None, status: str | None, before: str | None, before_id: str | None, limit: int
    ) -> list[dict[str, Any]]:
        """Return sessions, the newest first: see the SQL function describe_session for the fields.

        Args:
            phone: of one person, E.164; None: of everybody.
            status: `active`, `ended` or `escalated`; None: of any.
            before: `started_at` of the last item seen, as it was returned; None: the first page.
            before_id: `id` of that item.
            limit: items at most.

        Raises:
            InvalidInputError: `before` is no time or `before_id` no id.
        """
        found: list[dict[str, Any]] = await self._again(
            "list_sessions", p_phone=phone, p_status=status, p_before=before, p_before_id=before_id, p_limit=limit
        )
        return found

    async def get_session(self, session_id: str) -> dict[str, Any] | None:
        """Return one session with the fields of `list_sessions`, or None."""
        found: dict[str, Any] | None = await self._again("get_session", p_session_id=session_id)
        return found

    async def list_messages(self, session_id: str, *, after: int, limit: int) -> list[dict[str, Any]]:
        """Return what was said in a session, the oldest first; `after` is the last `seq` seen, 0 for the first page."""
        found: list[dict[str, Any]] = await self._again(
            "list_messages", p_session_id=session_id, p_after=after, p_limit=limit
        )
        return found

    async def search_messages(
        self, query: str, *, limit: int, rank: float | None = None, seq: int | None = None
    ) -> list[dict[str, Any]]:
        """Return messages that hold every word of `query`, the best first, the newest first among equals.

        Case and accents do not matter, and the last word may be a beginning. `rank` and `seq` are those of the last
        item seen; None: the first page.
        """
        found: list[dict[str, Any]] = await self._again(
            "search_messages", p_query=query, p_limit=limit, p_rank=rank, p_seq=seq
        )
        return found
