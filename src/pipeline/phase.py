"""Where a conversation stands after a turn, for operators: `conversation_sessions.phase`."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.context import MessageContext

_SHOWN: Mapping[str, str] = {
    "main_menu": "menu",
    "list_projects_tool": "choosing_project",
    "list_tasks_tool": "choosing_task",
    "get_task_details_tool": "reading_task",
    "get_documents_tool": "choosing_document",
}
"""What the last screen was, by the tool whose output it shows."""

_REPORTING: Mapping[str, str] = {"update_progress": "reporting_progress", "report_incident": "reporting_incident"}
"""Where the name of a report does not say it."""


def phase_of(ctx: MessageContext) -> str | None:
    """Return the phase that a turn leads to; None leaves the conversation where it was."""
    effects = ctx.answer.effects if ctx.answer else ()
    if ctx.outcome == "handed_off" or any(effect["effect"] == "escalate" for effect in effects):
        return "with_human"
    reports = [effect["flow"] for effect in effects if effect["effect"] == "set_flow"]
    if reports and reports[-1]:
        name = reports[-1]["name"]
        return _REPORTING.get(name, f"reporting_{name}")
    shown = ctx.answer.tool_outputs if ctx.answer else ()
    return _SHOWN.get(shown[-1].tool) if shown else "menu" if reports else None
