"""The person's projects."""

from __future__ import annotations

from pipeline.answer import ToolOutput
from services.store import Person, Store


async def list_projects_tool(store: Store, person: Person) -> ToolOutput:
    """Return the projects as `[{id, name, location, status}]`, in the order of their entry."""
    return ToolOutput(tool="list_projects_tool", output=await store.list_projects(person.id))
