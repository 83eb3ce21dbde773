"""One task and its documents."""

from __future__ import annotations

from pipeline.answer import ToolOutput
from services.store import Person, Store


async def get_task_details_tool(store: Store, person: Person, task_id: str) -> ToolOutput | None:
    """Return the documents as `[{id, name, url, mime_type}]`; `input` holds `task` and `project`."""
    found = await store.get_task_details(person.id, task_id)
    if not found["allowed"]:
        return None
    shown = {"task": found["task"], "project": found["project"]}
    return ToolOutput(tool="get_task_details_tool", input=shown, output=found["documents"])
