"""A row that carries its project's id: works after a restart, after the session rolled over, from any older list."""

from __future__ import annotations

from pipeline.actions.opening import open_project
from pipeline.answer import Answer
from pipeline.context import MessageContext
from services import Services


async def proj(ctx: MessageContext, services: Services) -> Answer | None:
    """Open the tapped project."""
    target = ctx.tap.action.target if ctx.tap else None
    return await open_project(ctx, services, target) if target else None
