"""What a script is given: rows of the reference tables, as people think of them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from conversations.strict import Rows, Strict, Texts


class Document(Strict):
    """A row of `documents`."""

    name: str
    url: str
    mime_type: str | None = None


class Task(Strict):
    """A row of `tasks`, and the documents that belong to it."""

    title: str
    description: str | None = None
    status: Literal["todo", "in_progress", "done"] = "todo"
    progress: int = 0
    documents: tuple[Document, ...] = ()


class Project(Strict):
    """A row of `projects`; `members` are names or phones, `company` a name."""

    name: str
    location: str | None = None
    status: str = "active"
    company: str | None = None
    members: Texts = ()
    documents: tuple[Document, ...] = ()
    tasks: tuple[Task, ...] = ()


class Somebody(Strict):
    """A row of `subcontractors`; `company` is a name."""

    phone: str
    name: str = ""
    language: str | None = None
    timezone: str | None = None
    company: str | None = None
    active: bool = True


class Given(Strict):
    """What the tables hold beside the demo company."""

    demo: bool = True
    people: tuple[Somebody, ...] = ()
    projects: tuple[Project, ...] = ()
    rows: dict[str, Rows] = Field(default_factory=dict[str, Rows])
