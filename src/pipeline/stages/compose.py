"""Turns the answer into reply parts: in the person's language, within the channel's limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from messages import Limits, Option, Part
from pipeline.answer import Answer, Choice, Sentence, say
from pipeline.context import Draft, MessageContext
from pipeline.locale import translate
from services.channels.rendering import render, render_media
from services.interfaces import Channel

_OPEN_LIST = say("Choose")


@dataclass(frozen=True, slots=True)
class Compose:
    """Always the last stage; an answer of nothing gives no part."""

    channels: Mapping[str, Channel]

    async def __call__(self, ctx: MessageContext) -> MessageContext:
        """Put the drafts of the reply into the context."""
        if ctx.answer is None:
            return ctx
        language = ctx.answer.language or ctx.language
        limits = self.channels[ctx.message.channel].limits
        return ctx.evolve(drafts=drafts(ctx, ctx.answer, language, limits), language=language)


def drafts(ctx: MessageContext, answer: Answer, language: str, limits: Limits) -> tuple[Draft, ...]:
    """Return every part: texts, then the part with something to tap, then each file as its own message."""
    text = "\n\n".join(_text(said, language) for said in (*_notices(ctx, answer), *answer.sentences))
    options = tuple(_option(choice, language) for choice in answer.choices)
    spoken = render(text, options, translate(answer.list_button or _OPEN_LIST, language), limits)
    files = tuple(render_media(file.media, file.caption, limits) for file in answer.attachments)
    told = [_draft(part) for part in (*spoken, *files)]
    if spoken:
        carrier = len(spoken) - 1
        told[carrier] = replace(told[carrier], metadata=_metadata(answer, options))
    return tuple(told)


def _notices(ctx: MessageContext, answer: Answer) -> tuple[Sentence, ...]:
    """Return what is said before the answer; that one goes on with a project is not, when the answer leaves it."""
    opened = {effect["project_id"] for effect in answer.effects if effect["effect"] == "select_project"}
    return () if ctx.project_id and opened - {ctx.project_id} else ctx.notices


def _draft(part: Part) -> Draft:
    return Draft(part=part.as_json(), body=part.text, kind=part.media.kind if part.media else part.kind)


def _option(choice: Choice, language: str) -> Option:
    """Write an option out. Its id carries the language, so that the answer to its tap goes on in it."""
    return Option(
        id=f"{choice.id}_{language}",
        title=_text(choice.title, language),
        description=_text(choice.description, language),
    )


def _text(said: Any, language: str) -> str:
    return said if isinstance(said, str) else translate(said, language)


def _metadata(answer: Answer, options: tuple[Option, ...]) -> dict[str, Any]:
    """Say what a later tap on this message, or a typed number, refers to: with full titles, in order."""
    found: dict[str, Any] = {}
    if options:
        found["options"] = [{"id": option.id, "title": option.title} for option in options]
    if answer.tool_outputs:
        found["tool_outputs"] = [output.as_json() for output in answer.tool_outputs]
    if answer.then:
        found["then"] = answer.then
    return found
