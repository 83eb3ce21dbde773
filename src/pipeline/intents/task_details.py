"""Details of a task that the text names, or of the task in hand."""

from __future__ import annotations

from pipeline.actions import ACTIONS
from pipeline.actions.opening import show_task
from pipeline.answer import Answer
from pipeline.context import MessageContext
from pipeline.understanding.finding import named_task
from services import Services


async def task_details(ctx: MessageContext, services: Services) -> Answer | None:
    """Show the task; when none is meant, list the tasks to choose from."""
    task_id = await named_task(ctx, services) or ctx.opened.task_id
    if task_id:
        return await show_task(ctx, services, task_id)
    return await ACTIONS["view_tasks"](ctx, services)
