"""The documents of one project."""

from __future__ import annotations

from pipeline.answer import ToolOutput
from services.store import Person, Store


async def get_documents_tool(store: Store, person: Person, project_id: str) -> ToolOutput | None:
    """Return the documents as `[{id, name, url, mime_type, task}]`; `input` holds the project `{id, name}`."""
    found = await store.get_documents(person.id, project_id)
    if not found["allowed"]:
        return None
    return ToolOutput(tool="get_documents_tool", input={"project": found["project"]}, output=found["documents"])
