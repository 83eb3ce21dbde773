"""`MessagePipeline`: the loop that walks a message through the stages."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Protocol

from events import bind
from pipeline.context import MessageContext
from tracing import tracer


class Stage(Protocol):
    """One step: takes the context, returns the context, changed or not. An `outcome` in it ends the walk."""

    async def __call__(self, ctx: MessageContext) -> MessageContext:
        """Do the step.

        Raises:
            errors.RelaisError: the turn fails and is tried again.
        """
        ...


@dataclass(frozen=True, slots=True)
class MessagePipeline:
    """`stages` are walked top to bottom until one ends the walk; `compose` always comes last."""

    stages: Sequence[tuple[str, Stage]]
    compose: Stage

    async def run(self, ctx: MessageContext) -> MessageContext:
        """Walk one turn; the context that comes back has an outcome, the reply parts and each stage's milliseconds.

        Once the session is open, its id is in every line that is logged.
        """
        with ExitStack() as bound:
            for name, stage in (*self.stages, ("compose", self.compose)):
                if ctx.ended and stage is not self.compose:
                    continue
                before = ctx.session_id
                ctx = await _timed(name, stage, ctx)
                if ctx.session_id != before:
                    bound.enter_context(bind(session_id=ctx.session_id))
        return ctx


async def _timed(name: str, stage: Stage, ctx: MessageContext) -> MessageContext:
    began = time.perf_counter()
    with tracer().step(name):
        ctx = await stage(ctx)
    elapsed = round((time.perf_counter() - began) * 1000, 2)
    return ctx.evolve(stages={**ctx.stages, name: elapsed})
