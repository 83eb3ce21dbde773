"""One task in detail."""

from __future__ import annotations

from pipeline.answer import Answer, ToolOutput, say
from pipeline.screens.documents import attachments
from pipeline.screens.tasks import status_of


def task(found: ToolOutput) -> Answer:
    """Show a task's details and send its documents; it is from now on the task in hand."""
    shown, project = found.input["task"], found.input["project"]
    return Answer(
        sentences=(
            shown["title"],
            say("{project} – {status}", project=project["name"], status=status_of(shown)),
            *filter(None, (shown["description"],)),
            say("Its documents:") if found.output else say("No document is attached to it."),
        ),
        attachments=attachments(found.output),
        tool_outputs=(found,),
        effects=(
            {"effect": "select_project", "project_id": project["id"]},
            {"effect": "select_task", "task_id": shown["id"]},
        ),
    )
