"""`MessageContext`: what is known of the message on its way, carried from stage to stage and never changed in place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Self, TypeVar

from action_ids import ActionId, parse_action_id
from pipeline.answer import Answer, Sentence
from pipeline.reading import is_readable, is_silent, words
from services.store import OpenedSession, Person, Turn, WaitingMessage

_T = TypeVar("_T")

Outcome = Literal["answered", "handed_off", "refused", "ignored"]

SHOWN_BY: Mapping[str, tuple[str, ...]] = {
    "projects": ("list_projects_tool",),
    "tasks": ("list_tasks_tool",),
    "documents": ("get_documents_tool", "get_task_details_tool"),
}
"""Rows by position, and the tools in whose output they count."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What a message of ours offered: its options in order, the tools' outputs behind them, and what a tap continues.

    Read from `messages.metadata` of the message that carried the buttons. Of a flow's question: what its options do
    (see `answer.Moves`), whether a number means one of them, and the action ids that a plain yes or no means.
    """

    options: tuple[tuple[str, str], ...]  # (action id, full title)
    tool_outputs: tuple[Mapping[str, Any], ...]
    then: str | None = None
    flow_id: str | None = None
    moves: tuple[str, ...] = ()
    numbered: bool = True
    yes: str | None = None
    no: str | None = None

    @classmethod
    def of(cls, metadata: Mapping[str, Any] | None) -> Offer | None:
        """Return the offer in a message's metadata, or None when it offered nothing."""
        if not metadata or not (metadata.get("options") or metadata.get("tool_outputs")):
            return None
        return cls(
            options=tuple((option["id"], option["title"]) for option in metadata.get("options", ())),
            tool_outputs=tuple(metadata.get("tool_outputs", ())),
            then=metadata.get("then"),
            flow_id=metadata.get("flow", {}).get("id"),
            moves=tuple(metadata.get("flow", {}).get("moves", ())),
            numbered=metadata.get("flow", {}).get("numbered", True),
            yes=metadata.get("yes"),
            no=metadata.get("no"),
        )

    def option_of(self, plain: str | None) -> str | None:
        """Return the action id that a plain `yes` or `no` means here, or None."""
        return {"yes": self.yes, "no": self.no}.get(plain or "")

    def output_of(self, *tools: str) -> Mapping[str, Any] | None:
        """Return what one of `tools` returned for this message, as `{tool, input, output}`, or None."""
        return next((found for found in self.tool_outputs if found["tool"] in tools), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tap:
    """A tap, or a typed number or name that means one: the action and the message that offered it."""

    action: ActionId
    offer: Offer | None = None

    def option(self) -> str | None:
        """Return the action id of the N-th option, or None when there is none."""
        options = self.offer.options if self.offer else ()
        return _at([action_id for action_id, _title in options], self.action.position)

    @property
    def move(self) -> str | None:
        """What the tapped option does in its flow, or None when it is no move of a flow."""
        moves = self.offer.moves if self.offer and self.action.name == "option" else ()
        return _at(moves, self.action.position) or None

    @property
    def shown(self) -> Mapping[str, Any] | None:
        """The list in which the action's position counts, as `{tool, input, output}`, or None."""
        return self.offer.output_of(*SHOWN_BY[self.action.name]) if self.offer else None

    @property
    def row(self) -> dict[str, Any] | None:
        """The N-th row of that list, or None."""
        return _at(self.shown["output"], self.action.position) if self.shown else None


def _at(items: Sequence[_T], position: int | None) -> _T | None:
    return items[position - 1] if position and position <= len(items) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One reply part within its channel's limits, and the metadata of the message it becomes."""

    part: dict[str, Any]
    body: str
    kind: str
    metadata: dict[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageContext:
    """One turn on its way through the pipeline.

    `session_id` is set by the stage open_session, once; every later stage reads it from here.
    `unresolved` says that the tap meant nothing any more, and a fresh list was shown instead.
    `alternatives` are the intents that the text may have instead, best first, each with its confidence.
    `clear_language` says that the text alone tells its `language`.
    `effects` are what stages want written with the turn, beside those of the answer (see apply_effect in SQL).
    `costs` are what the turn used, as `{item, quantity}` (see finish_turn in SQL).
    `answer` ends the walk; `outcome` says how the turn ended.
    """

    turn: Turn
    language: str
    clear_language: bool = False
    session_id: str | None = None
    session: OpenedSession | None = None
    tap: Tap | None = None
    unresolved: bool = False
    intent: str | None = None
    confidence: float | None = None
    alternatives: tuple[tuple[str, float], ...] = ()
    notices: tuple[Sentence, ...] = ()
    project_id: str | None = None
    effects: tuple[Mapping[str, Any], ...] = ()
    costs: tuple[Mapping[str, Any], ...] = ()
    answer: Answer | None = None
    outcome: Outcome | None = None
    drafts: tuple[Draft, ...] = ()
    stages: Mapping[str, float] = field(default_factory=dict[str, float])

    @property
    def person(self) -> Person:
        """The subcontractor; stages behind `identify` may rely on it."""
        if self.turn.person is None:
            raise LookupError("a stranger has no person")
        return self.turn.person

    @property
    def opened(self) -> OpenedSession:
        """The conversation; stages behind `open_session` may rely on it."""
        if self.session is None:
            raise LookupError("the session is not open yet")
        return self.session

    @property
    def message(self) -> WaitingMessage:
        """The message that is answered: the first that can be read, else the first that waits for an answer."""
        return min(self.turn.messages, key=lambda message: (not is_readable(message), is_silent(message)))

    @property
    def text(self) -> str:
        """What the person wrote in this turn, a line per message; a tap's title when it is no action of ours."""
        return "\n".join(filter(None, map(words, self.turn.messages))).strip()

    @property
    def reply_to(self) -> str | None:
        """The provider's id of the message that was tapped, quoted or reacted to."""
        content = self.message.content
        return content.get("reply_to") or content.get("reaction", {}).get("message_id") or None

    @property
    def tapped_action(self) -> ActionId | None:
        """The action that the answered message carries; None when it is no tap, or none of ours."""
        return parse_action_id(str(self.message.content.get("action_id", "")))

    @property
    def silent(self) -> bool:
        """Whether nobody expects an answer to any message of the turn."""
        return all(map(is_silent, self.turn.messages))

    @property
    def effect_names(self) -> frozenset[str]:
        """What kinds of effects the turn wants written."""
        answered = self.answer.effects if self.answer else ()
        return frozenset(str(effect["effect"]) for effect in (*self.effects, *answered))

    @property
    def outcomes(self) -> tuple[str, ...]:
        """How each message of the turn ended: one answer answers a whole burst, the others are merged into it."""
        return tuple(map(self._outcome_of, self.turn.messages))

    def _outcome_of(self, message: WaitingMessage) -> str:
        answered = self.outcome == "answered"
        if is_silent(message) and self.outcome != "handed_off" and not (answered and message is self.message):
            return "ignored"
        return "merged" if answered and message is not self.message else str(self.outcome)

    @property
    def ended(self) -> bool:
        """Whether the walk is over."""
        return self.outcome is not None

    def evolve(self, **changes: Any) -> Self:
        """Return a copy with these fields changed."""
        return replace(self, **changes)

    def answered(self, answer: Answer, **changes: Any) -> Self:
        """Return a copy that ends the walk with `answer`."""
        return replace(self, answer=answer, outcome="answered", **changes)
