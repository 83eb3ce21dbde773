"""What a turn asks while it runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.store.calling import Calling
from services.store.values import OpenedSession
from tolerant_reader import read


class ConversationVerbs(Calling):
    """A person's conversation, and what they may see."""

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
        return read(OpenedSession, found)

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

    async def reserve_incident_number(self) -> int:
        """Return the number of an incident that is about to be written down."""
        return int(await self._database.value("reserve_incident_number"))

    async def get_documents(self, person_id: str, project_id: str) -> dict[str, Any]:
        """Return `{allowed, project, documents}`."""
        return await self._found("get_documents", p_subcontractor_id=person_id, p_project_id=project_id)
