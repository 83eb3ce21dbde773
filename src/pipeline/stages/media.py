"""What came without a word: sounds, files, places, thumbs. Silence where nobody expects an answer, and only there."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline import screens
from pipeline.context import MessageContext
from pipeline.flows.received import arrived
from pipeline.hearing import hear
from pipeline.reading import SILENT, is_heard, is_readable, words
from pipeline.screens.unread import CANNOT_LISTEN
from pipeline.understanding.thumbs import thumbed
from services import Services

_FILES = frozenset({"image", "video", "document"})
_REPORTED = _FILES | {"location"}
"""What a report that was left unfinished may be continued with."""


@dataclass(frozen=True, slots=True)
class Media:
    """Puts words to what can be understood, and ends the walk where there is nothing that a later stage could read."""

    services: Services

    async def __call__(self, ctx: MessageContext) -> MessageContext:
        """Let a turn pass that says something, or that an open report may take."""
        ctx = thumbed(await hear(ctx, self.services))
        kinds = _awaited(ctx)
        if not kinds and not is_readable(ctx.message):
            return ctx.evolve(outcome="ignored")
        is_reported = ctx.opened.flow or (ctx.opened.drafts and kinds & _REPORTED)
        if is_readable(ctx.message) or is_reported:
            return _with_notice(ctx)
        if kinds & _FILES:
            return _with_notice(ctx).answered(screens.received(arrived(ctx)))
        return ctx.answered(screens.unread(kinds))


def _awaited(ctx: MessageContext) -> frozenset[str]:
    """Return the kinds that somebody expects an answer to; in a report, a sticker does not answer its question."""
    silent = SILENT - {"sticker"} if ctx.opened.flow else SILENT
    return frozenset(message.kind for message in ctx.turn.messages) - silent


def _with_notice(ctx: MessageContext) -> MessageContext:
    """Say that a sound was not understood, where something else is answered."""
    unheard = any(is_heard(message) and not words(message) for message in ctx.turn.messages)
    return ctx.evolve(notices=(*ctx.notices, CANNOT_LISTEN)) if unheard else ctx
