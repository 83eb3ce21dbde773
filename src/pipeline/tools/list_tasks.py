"""The tasks of one project."""

from __future__ import annotations

from pipeline.answer import ToolOutput
from services.store import Person, Store


async def list_tasks_tool(store: Store, person: Person, project_id: str) -> ToolOutput | None:
    """Return the tasks as `[{id, title, status, progress}]`; `input` holds the project `{id, name, location}`."""
    found = await store.list_tasks(person.id, project_id)
    if not found["allowed"]:
        return None
    return ToolOutput(tool="list_tasks_tool", input={"project": found["project"]}, output=found["tasks"])
