"""Ends the walk with an answer – and does right by the report that is open, or was left."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pipeline.answer import Answer, Choice, Sentence, say
from pipeline.context import MessageContext
from pipeline.flows.asking import offering
from pipeline.flows.keeping import aside, drafts, kept, open_flow, with_effects
from pipeline.flows.state import Flow
from pipeline.flows.telling import subject


def answered(ctx: MessageContext, answer: Answer, **changes: Any) -> MessageContext:
    """End the walk; an answer that leaves the open report puts it aside, and says so."""
    flow = open_flow(ctx)
    if flow is None:
        return ctx.answered(_with_draft(ctx, answer), **changes)
    following = [effect["flow"] for effect in answer.effects if effect["effect"] == "set_flow"]
    if not following:
        answer = with_effects(_with_draft(ctx, answer, flow), aside(flow))
    elif following[-1] is None:
        return ctx.answered(_with_next(ctx, answer), **changes)
    elif following[-1]["id"] == flow.id:
        return ctx.answered(answer, **changes)
    return ctx.answered(answer, notices=(*ctx.notices, *_kept(flow)), **changes)


def in_between(ctx: MessageContext, answer: Answer, flow: Flow) -> Answer:
    """Say after an answer that the report goes on; where there is room, with its buttons."""
    goes_on = say("We go on with the report on “{subject}”.", subject=subject(flow))
    told = with_effects(replace(answer, sentences=(*answer.sentences, goes_on)), kept(ctx, flow))
    return told if told.choices else offering(told, flow, "finish", "cancel")


def _kept(flow: Flow) -> tuple[Sentence, ...]:
    told = say("Your report on “{subject}” is kept for 24 hours.", subject=subject(flow))
    return () if flow.empty else (told,)


def _with_next(ctx: MessageContext, answer: Answer) -> Answer:
    """Offer to go on with another report that waits, now that this one is over."""
    left = _waiting(ctx, answer)
    return _with_draft(ctx, answer) if left is None or answer.list_button else offering(answer, left, "resume")


def _with_draft(ctx: MessageContext, answer: Answer, leaving: Flow | None = None) -> Answer:
    """Let the menu offer the report that was left last, or is being left."""
    left = leaving if leaving and not leaving.empty else _waiting(ctx, answer)
    if left is None or answer.moves or not any(output.tool == "main_menu" for output in answer.tool_outputs):
        return answer
    place = len(answer.choices) + 1
    resume = Choice(id=f"option_{place}", title=say("Resume the report"), description=subject(left))
    offered = offering(answer, left, "resume")
    return replace(offered, choices=(*answer.choices, resume))


def _waiting(ctx: MessageContext, answer: Answer) -> Flow | None:
    """Return the report that was left last, unless this answer drops it."""
    dropped = {effect["id"] for effect in answer.effects if effect["effect"] == "drop_draft"}
    return next((draft for draft in drafts(ctx) if draft.id not in dropped), None)
