"""One task and its documents."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.answer import ToolOutput
from services.store import Person, Store


@dataclass(frozen=True, slots=True)
class TaskDenied:
    """A task that is not open to the person; `project_id` is None when there is no such task."""

    project_id: str | None


async def get_task_details_tool(store: Store, person: Person, task_id: str) -> ToolOutput | TaskDenied:
    """Return the documents as `[{id, name, url, mime_type}]`; `input` holds `task` and `project`."""
    found = await store.get_task_details(person.id, task_id)
    if not found["allowed"]:
        return TaskDenied(found["project_id"])
    shown = {"task": found["task"], "project": found["project"]}
    return ToolOutput(tool="get_task_details_tool", input=shown, output=found["documents"])
