"""What else a text may ask for, as buttons of the menu."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.answer import Answer, Choice, ToolOutput, say
from pipeline.context import MessageContext, Offer
from pipeline.screens.menu import MENU
from pipeline.understanding.certainty import POSSIBLE, SURE

DID_YOU_MEAN = "did_you_mean"

_BUTTONS: Mapping[str, str] = {
    "list_projects": "view_sites",
    "list_tasks": "view_tasks",
    "task_details": "view_tasks",
    "view_documents": "view_documents",
    "report_incident": "report_incident",
    "update_progress": "update_progress",
    "escalate": "talk_team",
}
"""The button that does what an intent asks for; who greets or thanks is not asked whether they did."""

_FEWEST, _MOST = 2, 3
_CHOICES = {choice.id: choice for choice in MENU}


def guesses(ctx: MessageContext) -> tuple[Choice, ...]:
    """Return what the text may ask for instead of its intent, best first; at most three, as reply buttons."""
    return _as_choices(ctx, [intent for intent, confidence in ctx.alternatives if confidence >= POSSIBLE])[:_MOST]


def did_you_mean(ctx: MessageContext) -> Answer | None:
    """Ask which of a few things is meant; None when nothing is possible, or when that was asked just now already.

    One guess alone would look like an answer: the next best one stands beside it.
    """
    if not guesses(ctx) or not _is_unclear(ctx) or _was_asked(ctx):
        return None
    choices = guesses(ctx)
    if len(choices) < _FEWEST:
        choices = _as_choices(ctx, [intent for intent, _confidence in ctx.alternatives])[:_FEWEST]
    asked = ToolOutput(tool=DID_YOU_MEAN, output=[{"id": choice.id} for choice in choices])
    return Answer(sentences=(say("Did you mean one of these?"),), choices=choices, tool_outputs=(asked,))


def _as_choices(ctx: MessageContext, intents: Sequence[str]) -> tuple[Choice, ...]:
    own = _BUTTONS.get(ctx.intent or "")
    ids = dict.fromkeys(_BUTTONS[intent] for intent in intents if intent in _BUTTONS)
    return tuple(_CHOICES[found] for found in ids if found != own)


def _is_unclear(ctx: MessageContext) -> bool:
    return ctx.confidence is not None and ctx.confidence < SURE


def _was_asked(ctx: MessageContext) -> bool:
    """Say whether the last thing that was said to the person is this question."""
    said = [message["intent"] for message in ctx.opened.history if message["direction"] == "inbound"]
    offer = Offer.of(ctx.opened.offer)
    return said[-1:] == ["general"] and offer is not None and offer.output_of(DID_YOU_MEAN) is not None
