"""What a person is shown: a tool's output in, an `Answer` out. No I/O here."""

from __future__ import annotations

from pipeline.screens.documents import attachments, documents
from pipeline.screens.menu import MENU, menu
from pipeline.screens.projects import projects
from pipeline.screens.received import received
from pipeline.screens.task import task
from pipeline.screens.tasks import tasks
from pipeline.screens.unread import unread

__all__ = ["MENU", "attachments", "documents", "menu", "projects", "received", "task", "tasks", "unread"]
