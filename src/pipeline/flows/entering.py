"""Reads what a turn adds to a report: its words, its files, a percentage, a place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from pipeline.context import MessageContext
from pipeline.flows.meaning import ends
from pipeline.flows.state import Entry, Flow, FlowName
from pipeline.flows.wording import WHOLE, only_asks, only_names, percentage, says_only_how_far, says_something
from pipeline.reading import words
from pipeline.understanding.names import plain
from pipeline.understanding.plain_words import plain_answer
from services.store import WaitingMessage

_FILES = frozenset({"image", "video", "audio", "voice", "document"})


def entry_of(ctx: MessageContext, name: FlowName) -> Entry:
    """Return what the turn says, a comment per message, and brings; only an update has a percentage of its own.

    A bare yes, a thumb, or the word that ends the report says nothing of it.
    """
    said = [text.strip() for text in map(words, ctx.turn.messages) if _is_told(text, ctx.language)]
    measured = said if name == "update_progress" else []
    reached = [far for far in map(percentage, measured) if far is not None and far <= WHOLE]
    return Entry(
        comments=tuple(text for text in said if not (measured and says_only_how_far(text))),
        files=tuple(file for message in ctx.turn.messages for file in _files(message)),
        progress=reached[-1] if reached else None,
        location=_location(ctx),
    )


def opening_entry(ctx: MessageContext, name: FlowName) -> Entry:
    """Return what the request to report something reports already; "je veux signaler un incident" says nothing yet."""
    entry = entry_of(ctx, name)
    told = entry.comments if ctx.tap is None and says_something(ctx.text) else ()
    return replace(entry, comments=tuple(comment for comment in told if not only_asks(comment)))


def brought(ctx: MessageContext) -> Entry:
    """Return what came in one turn with words that are a choice or a request."""
    return replace(entry_of(ctx, "update_progress"), comments=(), progress=None)


def taken(flow: Flow) -> Flow:
    """Return the report with what was pending entered, but for words that only name what it is about."""
    names = [str(name) for about in (flow.project, flow.task) if about for name in about.values()]
    comments = tuple(comment for comment in flow.pending.comments if not only_names(comment, names))
    return flow.evolve(pending=replace(flow.pending, comments=comments)).settled()


def _is_told(text: str, language: str) -> bool:
    return bool(plain(text)) and not plain_answer(text, language) and not ends(text)


def _files(message: WaitingMessage) -> Iterator[dict[str, Any]]:
    if message.kind in _FILES:
        heard = {"heard": True} if message.content.get("transcript") else {}
        for _file in message.content.get("media", ()):
            yield {"provider_message_id": message.provider_message_id, "kind": message.kind, **heard}


def _location(ctx: MessageContext) -> Mapping[str, Any] | None:
    places = [message.content["location"] for message in ctx.turn.messages if message.content.get("location")]
    return places[-1] if places else None
