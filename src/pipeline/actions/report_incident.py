"""Something happened: begins the report that `flows.incident` leads."""

from __future__ import annotations

from pipeline.answer import Answer
from pipeline.context import MessageContext
from pipeline.flows.dialogues import begin
from services import Services


async def report_incident(ctx: MessageContext, services: Services) -> Answer:
    """Begin to report an incident, or go on with it."""
    return await begin(ctx, services, "report_incident")
