"""The main menu."""

from __future__ import annotations

from pipeline.answer import Answer, Choice, Sentence, ToolOutput, say

MENU = (
    Choice(id="view_sites", title=say("See my sites")),
    Choice(id="view_tasks", title=say("See my tasks")),
    Choice(id="view_documents", title=say("See documents")),
    Choice(id="report_incident", title=say("Report an incident")),
    Choice(id="update_progress", title=say("Update progress")),
    Choice(id="talk_team", title=say("Talk to the team")),
)


def menu(*sentences: Sentence) -> Answer:
    """Say `sentences` and offer everything that the bot can do."""
    offered = ToolOutput(tool="main_menu", output=[{"id": choice.id} for choice in MENU])
    return Answer(sentences=sentences, choices=MENU, list_button=say("Menu"), tool_outputs=(offered,))
