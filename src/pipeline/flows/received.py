"""Files that came before anybody knew what for: the answer that asked keeps them until somebody says it."""

from __future__ import annotations

from typing import Any

from pipeline.context import MessageContext, Offer
from pipeline.flows.state import Entry
from pipeline.reading import words

_FILES = frozenset({"image", "video", "document"})


def arrived(ctx: MessageContext) -> list[dict[str, Any]]:
    """Return the files of this turn, behind those that the newest question asked about in vain.

    As `{provider_message_id, kind, caption}`; nothing when this turn brings none.
    """
    here = [
        {"provider_message_id": message.provider_message_id, "kind": message.kind, "caption": words(message)}
        for message in ctx.turn.messages
        if message.kind in _FILES
    ]
    return [*_asked_about(Offer.of(ctx.opened.offer)), *here] if here else []


def received_files(ctx: MessageContext) -> Entry:
    """Return the files, with their captions, that nobody said a word of: of the tapped question, or the newest."""
    files = _asked_about(ctx.tap.offer if ctx.tap else Offer.of(ctx.opened.offer))
    return Entry(
        comments=tuple(file["caption"] for file in files if file.get("caption")),
        files=tuple(
            {"provider_message_id": file["provider_message_id"], "kind": file["kind"]}
            for file in files
            if "provider_message_id" in file
        ),
    )


def _asked_about(offer: Offer | None) -> list[dict[str, Any]]:
    found = offer.output_of("received_files") if offer else None
    return list(found["output"]) if found else []
