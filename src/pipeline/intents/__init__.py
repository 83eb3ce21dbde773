"""The intents: what a free text asks for.

To add one: a file here, its example sentences in `examples/<language>/<name>.txt`, and a row in `INTENTS`.
An intent that asks for what a button does is that button's action.
"""

from __future__ import annotations

from pipeline.actions import ACTIONS
from pipeline.handler import Handler
from pipeline.intents.cancel import cancel
from pipeline.intents.change_language import change_language
from pipeline.intents.general import general
from pipeline.intents.greeting import greeting
from pipeline.intents.task_details import task_details
from pipeline.intents.thanks import thanks

INTENTS: dict[str, Handler] = {
    "greeting": greeting,
    "list_projects": ACTIONS["view_sites"],
    "list_tasks": ACTIONS["view_tasks"],
    "task_details": task_details,
    "view_documents": ACTIONS["view_documents"],
    "update_progress": ACTIONS["update_progress"],
    "report_incident": ACTIONS["report_incident"],
    "escalate": ACTIONS["talk_team"],
    "change_language": change_language,
    "cancel": cancel,
    "thanks": thanks,
    "general": general,
}
