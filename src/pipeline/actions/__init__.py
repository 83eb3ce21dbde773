"""The buttons: what a tap does.

To add one: its name in `action_ids` (`MENU`, `ROWS` or `RECORDS`), a file of that name here, and a row in `ACTIONS`.
A row that counts in a tool's output has its line in `context.SHOWN_BY`.
A button of the menu also has its `Choice` in `screens/menu.py`, and that title an entry in each of the nine
`locale/*.po`, at most 24 characters long. `tests/rules/test_tables.py` and `tests/pipeline/test_locale.py` list the
menu as it is agreed.
"""

from __future__ import annotations

from pipeline.actions.documents import documents
from pipeline.actions.option import option
from pipeline.actions.proj import proj
from pipeline.actions.projects import projects
from pipeline.actions.report_incident import report_incident
from pipeline.actions.talk_team import talk_team
from pipeline.actions.task import task
from pipeline.actions.tasks import tasks
from pipeline.actions.update_progress import update_progress
from pipeline.actions.view_documents import view_documents
from pipeline.actions.view_sites import view_sites
from pipeline.actions.view_tasks import view_tasks
from pipeline.handler import Handler

ACTIONS: dict[str, Handler] = {
    # the menu
    "view_sites": view_sites,
    "view_tasks": view_tasks,
    "view_documents": view_documents,
    "report_incident": report_incident,
    "update_progress": update_progress,
    "talk_team": talk_team,
    # rows of a list, by their position in the message that carried them
    "projects": projects,
    "tasks": tasks,
    "documents": documents,
    "option": option,
    # rows that say themselves what they show
    "proj": proj,
    "task": task,
}
