"""The one sentence that a person gets when their message was set aside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.answer import Answer, say
from pipeline.commit import replies
from pipeline.context import MessageContext
from pipeline.stages.compose import drafts
from services.interfaces import Channel
from services.store import Turn

_PART = 0
"""Before the parts of the answer: a message that is requeued and answered later still gets its part 1."""


def apology(turn: Turn, channels: Mapping[str, Channel], default_language: str) -> list[dict[str, Any]]:
    """Return the reply, in the person's language."""
    language = (turn.person.language if turn.person else None) or default_language
    ctx = MessageContext(turn=turn, language=language)
    sorry = Answer(sentences=(say("Sorry, I could not handle your last message. Please try again, or ask the team."),))
    parts = drafts(ctx, sorry, language, channels[ctx.message.channel].limits)
    return replies(ctx, parts, [], first=_PART, during_handoff=True)  # the human does not see what was set aside
