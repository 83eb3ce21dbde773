"""Turns the answer into reply parts: in the person's language, within the channel's limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from messages import Limits, Option, Part
from pipeline import team
from pipeline.answer import Answer, Choice, Sentence, say
from pipeline.context import Draft, MessageContext
from pipeline.echoes import echoes
from pipeline.locale import translate
from pipeline.understanding.offers import metadata_of
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
    heard = echoes(ctx.turn.messages)
    sentences = (*heard, *team.returning(ctx, answer), *_notices(ctx, answer), *answer.sentences)
    text = "\n\n".join(_text(said, language) for said in sentences)
    choices = (*answer.choices, *team.call_again(ctx, answer, rows=limits.rows))
    options = tuple(_option(choice, language) for choice in choices)
    spoken = render(text, options, translate(answer.list_button or _OPEN_LIST, language), limits)
    files = tuple(render_media(file.media, file.caption, limits) for file in answer.attachments)
    told = [_draft(part) for part in (*spoken, *files)]
    if spoken:
        carrier = len(spoken) - 1
        told[carrier] = replace(told[carrier], metadata=metadata_of(answer, options, spoken[carrier]))
    return tuple(told)


def _notices(ctx: MessageContext, answer: Answer) -> tuple[Sentence, ...]:
    """Return what is said before the answer; that one goes on with a project is not, when the answer leaves it."""
    opened = {effect["project_id"] for effect in answer.effects if effect["effect"] == "select_project"}
    leaves = ctx.project_id and opened - {ctx.project_id}
    return tuple(said for said in ctx.notices if not (leaves and "project" in said.params))


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
