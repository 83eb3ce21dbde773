"""`documents_N`: the N-th document of the message that carried the row, sent once more."""

from __future__ import annotations

from pipeline import screens
from pipeline.answer import Answer, say
from pipeline.context import MessageContext
from pipeline.tools import get_documents_tool
from services import Services


async def documents(ctx: MessageContext, services: Services) -> Answer | None:
    """Send the N-th document if it still exists and is still open to the person."""
    shown, row = (ctx.tap.shown, ctx.tap.row) if ctx.tap else (None, None)
    if not shown or not row:
        return None
    found = await get_documents_tool(services.store, ctx.person, shown["input"]["project"]["id"])
    current = [document for document in found.output if document["id"] == row["id"]] if found else []
    if not current:
        return None
    return Answer(sentences=(say("Here it is:"),), attachments=screens.attachments(current))
