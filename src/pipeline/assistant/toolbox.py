"""What the model may look up for one person: the tools of everybody, with names in place of ids.

Who asks is fixed when the box is made, and membership is checked in SQL at each call, as for a tap. Nothing in the box
writes.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from pipeline.answer import ToolOutput
from pipeline.assistant.aliases import Aliases
from pipeline.tools import (
    TaskDenied,
    get_documents_tool,
    get_task_details_tool,
    list_projects_tool,
    list_tasks_tool,
)
from services.llm import ModelTool
from services.store import Person, Store

_MOST_CALLS = 5
_MOST_ROWS = 60
_LONGEST_TEXT = 400

Look = Callable[[str], Awaitable[dict[str, Any]]]

_UNKNOWN = {"error": "not open to this person, or unknown"}
_ENOUGH = {"error": "no more look-ups: answer with what you know"}


@dataclass(slots=True, kw_only=True)
class Toolbox:
    """The tools of one question; it remembers what they told."""

    store: Store
    person: Person
    aliases: Aliases = field(default_factory=Aliases)
    documents: dict[str, Mapping[str, Any]] = field(default_factory=dict[str, Mapping[str, Any]])
    told: list[str] = field(default_factory=list[str])
    _calls: int = 0

    def tools(self) -> tuple[ModelTool, ...]:
        """Return the tools, five calls of which are answered, all together."""
        table = (
            ("list_projects", "The person's sites.", None, self._projects),
            ("list_tasks", "The tasks of a site, with status and progress in per cent.", "project", self._tasks),
            ("get_task_details", "What is written about a task, and its documents.", "task", self._task),
            ("get_documents", "The documents of a site.", "project", self._documents),
        )
        return tuple(
            ModelTool(name=name, description=says, argument=argument, call=self._counted(look))
            for name, says, argument, look in table
        )

    async def projects(self) -> list[dict[str, Any]]:
        """Return the person's sites as the model gets to see them, beside the five calls."""
        found = await list_projects_tool(self.store, self.person)
        return [
            {"project": self._project(row), "name": _short(row["name"]), "location": _short(row["location"])}
            for row in found.output[:_MOST_ROWS]
        ]

    def _counted(self, look: Look) -> Look:
        async def call(argument: str) -> dict[str, Any]:
            self._calls += 1
            found = await look(argument) if self._calls <= _MOST_CALLS else _ENOUGH
            self.told.append(orjson.dumps(found).decode())
            return found

        return call

    async def _projects(self, _none: str) -> dict[str, Any]:
        return {"projects": await self.projects()}

    async def _tasks(self, project: str) -> dict[str, Any]:
        project_id = self.aliases.id_of("project", project)
        found = await list_tasks_tool(self.store, self.person, project_id) if project_id else None
        if found is None:
            return _UNKNOWN
        return {"tasks": [self._row_of_task(row) for row in found.output[:_MOST_ROWS]], "count": len(found.output)}

    async def _task(self, task: str) -> dict[str, Any]:
        task_id = self.aliases.id_of("task", task)
        found = await get_task_details_tool(self.store, self.person, task_id) if task_id else TaskDenied(None)
        if isinstance(found, TaskDenied):
            return _UNKNOWN
        row = found.input["task"]
        return {**self._row_of_task(row), "description": _short(row["description"]), **self._files(found)}

    async def _documents(self, project: str) -> dict[str, Any]:
        project_id = self.aliases.id_of("project", project)
        found = await get_documents_tool(self.store, self.person, project_id) if project_id else None
        return self._files(found) if found else _UNKNOWN

    def _project(self, row: Mapping[str, Any]) -> str:
        return self.aliases.give("project", row["id"], row["name"])

    def _row_of_task(self, row: Mapping[str, Any]) -> dict[str, Any]:
        alias = self.aliases.give("task", row["id"], row["title"])
        return {"task": alias, "title": _short(row["title"]), "status": row["status"], "progress": row["progress"]}

    def _files(self, found: ToolOutput) -> dict[str, Any]:
        """List documents without their addresses: they are sent as files, never written out."""
        rows: list[dict[str, Any]] = []
        for row in found.output[:_MOST_ROWS]:
            alias = self.aliases.give("document", row["id"], row["name"])
            self.documents[alias] = row
            rows.append({"document": alias, "name": _short(row["name"]), "task": _short(row.get("task", ""))})
        return {"documents": rows, "count": len(found.output)}


def _short(text: str) -> str:
    return text[:_LONGEST_TEXT]
