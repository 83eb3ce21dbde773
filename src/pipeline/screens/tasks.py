"""The list of a project's tasks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.answer import Answer, Choice, Sentence, ToolOutput, say

STATUS = {
    "todo": say("to do"),
    "in_progress": say("in progress"),
    "done": say("done"),
}


def status_of(task: Mapping[str, Any]) -> Sentence:
    """Say a task's status and its progress."""
    return say("{status}, {progress}%", status=STATUS[task["status"]], progress=task["progress"])


def tasks(found: ToolOutput, *sentences: Sentence, then: str | None = None) -> Answer:
    """List the tasks, each with its status and progress; the project is from now on the person's.

    `then` is what a tap continues with instead of the task's details.
    """
    project = found.input["project"]
    chosen = ({"effect": "select_project", "project_id": project["id"]},)
    if not found.output:
        nothing = say("There is no task on {project} yet.", project=project["name"])
        return Answer(sentences=(*sentences, nothing), tool_outputs=(found,), effects=chosen)
    return Answer(
        sentences=(*sentences, say("Tasks of {project}:", project=project["name"])),
        choices=tuple(
            Choice(id=f"task_{task['id']}", title=task["title"], description=status_of(task)) for task in found.output
        ),
        list_button=say("Choose a task"),
        tool_outputs=(found,),
        effects=chosen,
        then=then,
    )
