"""What operators do to a conversation: each is one transaction, audited, and never repeated by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from services.store.calling import Calling


class OperatorActionVerbs(Calling):
    """Errors: `UnknownIdError` for an id that nobody has; `InvalidInputError` for what the function refuses."""

    async def end_session_as_operator(self, session_id: str, *, reason: str) -> dict[str, Any]:
        """End a session and return it; one that is over stays as it ended."""
        found: dict[str, Any] = await self._database.value(
            "end_session_as_operator", p_session_id=session_id, p_reason=reason
        )
        return found

    async def hand_off_session(self, session_id: str) -> dict[str, Any]:
        """Give a person's conversation to a human, or leave it with them for longer; return the session."""
        found: dict[str, Any] = await self._database.value("hand_off_session", p_session_id=session_id)
        return found

    async def release_session(self, session_id: str) -> dict[str, Any]:
        """Give a person's conversation back to the bot; return the session."""
        found: dict[str, Any] = await self._database.value("release_session", p_session_id=session_id)
        return found

    async def answer_as_human(
        self, session_id: str, *, parts: Mapping[str, Sequence[Mapping[str, Any]]]
    ) -> dict[str, Any]:
        """Send a text to where the person wrote from last; return what was written down.

        `parts` holds the text as each channel can carry it: `{channel: [{message_id, body, payload}]}`.
        """
        found: dict[str, Any] = await self._database.value(
            "answer_as_human",
            p_session_id=session_id,
            p_parts={channel: list(pieces) for channel, pieces in parts.items()},
        )
        return found

    async def select_project_as_operator(self, project_id: str, *, person_id: str) -> dict[str, Any]:
        """Choose a project for a person; return `{allowed, session}`."""
        found: dict[str, Any] = await self._database.value(
            "select_project_as_operator", p_project_id=project_id, p_subcontractor_id=person_id
        )
        return found
