"""Opens a flow, puts it aside, closes it: as effects of the turn, so that all of it commits or none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pipeline.answer import Answer
from pipeline.context import MessageContext
from pipeline.flows.state import Flow

Effect = dict[str, Any]


def open_flow(ctx: MessageContext) -> Flow | None:
    """Return the person's open flow, or None."""
    return Flow.from_json(ctx.opened.flow)


def drafts(ctx: MessageContext) -> tuple[Flow, ...]:
    """Return what the person left unfinished and can still resume, the newest first."""
    return tuple(flow for flow in map(Flow.from_json, ctx.opened.drafts) if flow and not flow.empty)


def find_flow(ctx: MessageContext, flow_id: str | None) -> Flow | None:
    """Return the open flow or the draft that has this id; None when it is over."""
    here = (open_flow(ctx), *drafts(ctx))
    return next((flow for flow in here if flow and flow.id == flow_id), None)


def kept(ctx: MessageContext, flow: Flow) -> tuple[Effect, ...]:
    """Return the effects that make this the open flow; another one that was open becomes a draft."""
    return (*_others_aside(ctx, flow), *_no_draft(ctx, flow), _set(flow.as_json()))


def closed(ctx: MessageContext, flow: Flow) -> tuple[Effect, ...]:
    """Return the effects that leave nothing of a flow; another one that is open is not touched."""
    other = open_flow(ctx)
    return (*_no_draft(ctx, flow), *(() if other and other.id != flow.id else (_set(None),)))


def aside(flow: Flow) -> tuple[Effect, ...]:
    """Return the effects that put the open flow aside; an empty one just ends."""
    draft: Effect = {"effect": "keep_draft", "flow": flow.as_json()}
    return (_set(None),) if flow.empty else (draft, _set(None))


def with_effects(answer: Answer, effects: tuple[Effect, ...]) -> Answer:
    """Return the answer with these effects before its own."""
    return replace(answer, effects=(*effects, *answer.effects))


def _others_aside(ctx: MessageContext, flow: Flow) -> tuple[Effect, ...]:
    other = open_flow(ctx)
    return aside(other)[:-1] if other and other.id != flow.id else ()


def _no_draft(ctx: MessageContext, flow: Flow) -> tuple[Effect, ...]:
    known = any(draft.id == flow.id for draft in drafts(ctx))
    return ({"effect": "drop_draft", "id": flow.id},) if known else ()


def _set(state: Mapping[str, Any] | None) -> Effect:
    return {"effect": "set_flow", "flow": state}
