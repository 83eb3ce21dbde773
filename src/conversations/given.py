"""Puts what a script is given into the tables: people, projects, tasks, documents."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from conversations.database import ScriptDatabase
from conversations.world import Document, Given, Project, Somebody

Row = tuple[str, dict[str, Any]]
"""A table, and the values of one row."""

_COMPANIES = uuid.UUID("c0000000-0000-4000-8000-000000000000")


async def add(database: ScriptDatabase, given: Given) -> None:
    """Add the rows.

    Raises:
        LookupError: a member is nobody.
        DatabaseError: the database refuses one.
    """
    known = {row["id"] for row in await database.read_rows("companies")}
    named = [one.company for one in given.people] + [one.company for one in given.projects]
    for company in sorted(set(filter(None, named))):
        if _company(company) not in known:
            await database.add_row("companies", {"id": _company(company), "name": company})
    for somebody in given.people:
        await database.add_row("subcontractors", _person(somebody))
    people = await phone_book(database)
    for project in given.projects:
        for table, values in _project(project, people):
            await database.add_row(table, values)
    for table, rows in given.rows.items():
        for values in rows:
            await database.add_row(table, values)


async def phone_book(database: ScriptDatabase) -> dict[str, dict[str, Any]]:
    """Return everybody who is registered, by name and by phone."""
    people = await database.read_rows("subcontractors")
    return {person[key]: person for key in ("name", "phone") for person in people}


def _company(name: str | None) -> str | None:
    return str(uuid.uuid5(_COMPANIES, name)) if name else None


def _person(somebody: Somebody) -> dict[str, Any]:
    return {**somebody.model_dump(exclude={"company"}), "company_id": _company(somebody.company)}


def _project(project: Project, people: dict[str, dict[str, Any]]) -> Iterator[Row]:
    project_id = str(uuid.uuid4())
    values = project.model_dump(include={"name", "location", "status"})
    yield "projects", {"id": project_id, "company_id": _company(project.company), **values}
    for member in project.members:
        if member not in people:
            raise LookupError(f"{member}, a member of {project.name}, is nobody")
        yield "project_members", {"project_id": project_id, "subcontractor_id": people[member]["id"]}
    yield from _documents(project.documents, project_id, None)
    for position, task in enumerate(project.tasks, 1):
        task_id = str(uuid.uuid4())
        row = task.model_dump(exclude={"documents"})
        yield "tasks", {"id": task_id, "project_id": project_id, "position": position, **row}
        yield from _documents(task.documents, project_id, task_id)


def _documents(documents: tuple[Document, ...], project_id: str, task_id: str | None) -> Iterator[Row]:
    for document in documents:
        yield "documents", {"project_id": project_id, "task_id": task_id, **document.model_dump()}
