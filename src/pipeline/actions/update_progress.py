"""How far a task is: begins the report that `flows.progress` leads."""

from __future__ import annotations

from pipeline.answer import Answer
from pipeline.context import MessageContext
from pipeline.flows.dialogues import begin
from services import Services


async def update_progress(ctx: MessageContext, services: Services) -> Answer:
    """Begin to report progress, or go on with it."""
    return await begin(ctx, services, "update_progress")
