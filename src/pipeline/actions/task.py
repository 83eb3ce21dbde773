"""A row that carries its task's id."""

from __future__ import annotations

from pipeline.actions.opening import open_task
from pipeline.answer import Answer
from pipeline.context import MessageContext
from services import Services


async def task(ctx: MessageContext, services: Services) -> Answer | None:
    """Open the tapped task."""
    target = ctx.tap.action.target if ctx.tap else None
    return await open_task(ctx, services, target) if target else None
