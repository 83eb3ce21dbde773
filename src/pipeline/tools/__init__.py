"""The tools: what can be looked up and asked for on a person's behalf.

Identity comes from the context, never from text; membership is checked in SQL. None and `TaskDenied` mean: not allowed.
"""

from __future__ import annotations

from pipeline.tools.escalate_to_human import escalate_to_human_tool
from pipeline.tools.get_documents import get_documents_tool
from pipeline.tools.get_task_details import TaskDenied, get_task_details_tool
from pipeline.tools.list_projects import list_projects_tool
from pipeline.tools.list_tasks import list_tasks_tool

TOOLS = {
    "list_projects_tool": list_projects_tool,
    "list_tasks_tool": list_tasks_tool,
    "get_task_details_tool": get_task_details_tool,
    "get_documents_tool": get_documents_tool,
    "escalate_to_human_tool": escalate_to_human_tool,
}

__all__ = [
    "TOOLS",
    "TaskDenied",
    "escalate_to_human_tool",
    "get_documents_tool",
    "get_task_details_tool",
    "list_projects_tool",
    "list_tasks_tool",
]
