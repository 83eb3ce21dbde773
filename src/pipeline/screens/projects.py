"""The list of a person's projects."""

from __future__ import annotations

from pipeline.answer import Answer, Choice, Sentence, ToolOutput, say
from pipeline.screens.menu import menu


def projects(found: ToolOutput, *sentences: Sentence, then: str | None = None) -> Answer:
    """List the projects, each with its location; `then` is what a tap continues with instead of the tasks."""
    if not found.output:
        return menu(*sentences, say("No site is assigned to you at the moment."))
    return Answer(
        sentences=sentences or (say("Here are your sites:"),),
        choices=tuple(
            Choice(id=f"proj_{project['id']}", title=project["name"], description=project["location"])
            for project in found.output
        ),
        list_button=say("Choose a site"),
        tool_outputs=(found,),
        then=then,
    )
