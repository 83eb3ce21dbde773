"""`tasks_N`: the N-th task of the list that carried the row."""

from __future__ import annotations

from pipeline.actions.opening import open_task
from pipeline.answer import Answer
from pipeline.context import MessageContext
from services import Services


async def tasks(ctx: MessageContext, services: Services) -> Answer | None:
    """Open the N-th task, or None when the list is gone or shorter."""
    row = ctx.tap.row if ctx.tap else None
    return await open_task(ctx, services, row["id"]) if row else None
