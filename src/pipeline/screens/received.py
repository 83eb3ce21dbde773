"""Files that came without a word: what are they for?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pipeline.answer import Answer, Choice, ToolOutput, say


def received(files: Sequence[dict[str, Any]]) -> Answer:
    """Ask what files are for, and keep them for the tap that says it.

    `files` are `{provider_message_id, kind, caption}`, one per file.
    """
    return Answer(
        sentences=(say("I have kept it. What is it for?"),),
        choices=(
            Choice(id="update_progress", title=say("Progress")),
            Choice(id="report_incident", title=say("Incident")),
        ),
        tool_outputs=(ToolOutput(tool="received_files", output=list(files)),),
    )
