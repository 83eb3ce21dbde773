"""Who writes? A stranger, or a person who is not active, gets a refusal and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from events import Event, log
from pipeline.answer import Answer, say
from pipeline.context import MessageContext
from services.language import detect


@dataclass(frozen=True, slots=True)
class Identify:
    """Lets registered, active people pass."""

    async def __call__(self, ctx: MessageContext) -> MessageContext:
        """Refuse whoever is not known, in the language of the text; what waits for no answer gets none."""
        person = ctx.turn.person
        if person is not None and person.active:
            return ctx.evolve(language=person.language or ctx.language)
        if ctx.silent or ctx.turn.flood:
            return ctx.evolve(outcome="ignored")
        log(Event.PERSON_REFUSED)
        guess = detect(ctx.text, expected=(ctx.language,))
        refusal = Answer(sentences=(say("This number is not registered with us. Please ask your site manager."),))
        return ctx.evolve(answer=refusal, outcome="refused", language=guess.language)
