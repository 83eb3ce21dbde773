"""While a human has the conversation, everything is stored and nothing is answered."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline import team
from pipeline.answer import Answer
from pipeline.context import MessageContext


@dataclass(frozen=True, slots=True)
class Handoff:
    """Ends the walk while a human has the conversation: in silence, or once a day to say that nobody has answered."""

    company_is_told: bool

    async def __call__(self, ctx: MessageContext) -> MessageContext:
        """Let the human answer. Asked as the session was opened: they may have come after the turn was claimed."""
        if not ctx.opened.handed_off:
            return ctx
        if ctx.silent or ctx.opened.handoff_notice != "waiting":
            return ctx.evolve(outcome="handed_off")
        late = team.still_waiting(company_is_told=self.company_is_told)
        return ctx.answered(Answer(sentences=(late,), effects=({"effect": "remind_team"},)))
