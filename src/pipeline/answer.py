"""What a handler wants said, as data: nothing is translated, cut or numbered before `compose`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from messages import Media


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the bot: its English text is the key of the catalogues, `{name}` places are filled in.

    One with a `plural` counts something: the place `{count}` decides which form a language takes.
    """

    msgid: str
    params: Mapping[str, Any] = field(default_factory=dict[str, Any])
    plural: str | None = None


def say(msgid: str, **params: Any) -> Sentence:
    """Name a sentence of the bot. The text must stand literally in the call: the catalogues are checked against it.

    A parameter that is itself a `Sentence` is translated too; several in a tuple are joined by the language's comma.
    """
    return Sentence(msgid, params)


def say_count(msgid: str, plural: str, count: int) -> Sentence:
    """Name a sentence that counts something: both texts hold the place `{count}` and stand literally in the call."""
    return Sentence(msgid, {"count": count}, plural)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Something to tap. `id` is an action id without language; a title that is data is a plain `str`."""

    id: str
    title: Sentence | str
    description: Sentence | str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A document sent by link as its own message."""

    media: Media
    caption: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolOutput:
    """What a tool returned: stored with the message that shows it, read by a later tap.

    `output` is the list that the message shows, in its order: `projects_2` is `output[1]`.
    """

    tool: str
    output: list[dict[str, Any]]
    input: dict[str, Any] = field(default_factory=dict[str, Any])

    def as_json(self) -> dict[str, Any]:
        """Return the form in which `messages.metadata.tool_outputs` holds it."""
        return {"tool": self.tool, "input": self.input, "output": self.output}


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """What the choices of a flow's question do, one name for each choice, in order; an empty name: what its id says.

    `yes` and `no` are the positions, from 1, that a plain yes, a no or a thumb means; None when neither is meant.
    """

    flow_id: str
    names: tuple[str, ...]
    yes: int | None = None
    no: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the form in which the metadata of the message that asks holds them."""
        return {"id": self.flow_id, "moves": list(self.names)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer: what is said (a plain `str` is data), what can be tapped, files, and what is to happen besides.

    `then` names the action that a tap on one of `choices` continues with (`view_documents` after "which site?").
    `moves` is what `choices` do in a flow.
    `language` is set when the answer is in another language than the message.
    `effects` are applied by the SQL function apply_effect in the turn's transaction.
    """

    sentences: tuple[Sentence | str, ...] = ()
    choices: tuple[Choice, ...] = ()
    list_button: Sentence | None = None
    attachments: tuple[Attachment, ...] = ()
    tool_outputs: tuple[ToolOutput, ...] = ()
    effects: tuple[dict[str, Any], ...] = ()
    then: str | None = None
    moves: Moves | None = None
    language: str | None = None
