"""The questions of a flow, with what can be tapped. Each keeps the flow, so that its answer finds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pipeline.answer import Answer, Choice, Moves, Sentence, say
from pipeline.context import MessageContext
from pipeline.flows.keeping import kept, with_effects
from pipeline.flows.state import Flow


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A reply button: at most 20 characters in every language. `means` is the plain word that stands for it."""

    label: Sentence
    means: str = ""


BUTTONS: Mapping[str, Button] = {
    "finish": Button(label=say("Finish")),
    "nothing_else": Button(label=say("Finish"), means="no"),
    "cancel": Button(label=say("Cancel")),
    "this_task": Button(label=say("Yes"), means="yes"),
    "other_task": Button(label=say("Another task"), means="no"),
    "other_site": Button(label=say("Another site")),
    "done": Button(label=say("Yes, finished"), means="yes"),
    "not_done": Button(label=say("Not yet"), means="no"),
    "add_more": Button(label=say("Add more")),
    "as_incident": Button(label=say("Incident"), means="yes"),
    "as_comment": Button(label=say("Comment"), means="no"),
    "leave_out": Button(label=say("Continue")),
    "switch": Button(label=say("Switch"), means="yes"),
    "stay": Button(label=say("Stay here"), means="no"),
    "resume": Button(label=say("Resume"), means="yes"),
    "start_anew": Button(label=say("Start anew"), means="no"),
    "add_it": Button(label=say("Yes, add it"), means="yes"),
    "not_this": Button(label=say("No"), means="no"),
}
"""Every move that a button of a flow makes; what it does stands in `moves.MOVES`."""


def ask(ctx: MessageContext, flow: Flow, *sentences: Sentence | str, moves: tuple[str, ...]) -> Answer:
    """Say `sentences`, offer `moves`, and keep the flow open as it is given."""
    return with_effects(offering(Answer(sentences=sentences), flow, *moves), kept(ctx, flow))


def offering(answer: Answer, flow: Flow, *moves: str) -> Answer:
    """Return the answer with the buttons of these moves behind its own choices."""
    before = len(answer.choices)
    added = tuple(
        Choice(id=f"option_{before + place}", title=BUTTONS[move].label) for place, move in enumerate(moves, start=1)
    )
    names = ("",) * before + moves
    return replace(answer, choices=answer.choices + added, moves=_moves(flow, names))


def _moves(flow: Flow, names: tuple[str, ...]) -> Moves:
    meaning = {BUTTONS[name].means: place for place, name in enumerate(names, start=1) if name}
    return Moves(flow_id=flow.id, names=names, yes=meaning.get("yes"), no=meaning.get("no"))
