"""What a language model is asked, and what it gives back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(slots=True)
class Tokens:
    """Tokens that a model read and wrote: a meter that is added to, also by a call that fails in the end."""

    input: int = 0
    output: int = 0

    @property
    def total(self) -> int:
        """Both together."""
        return self.input + self.output


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question: our instructions, and what people wrote as JSON-able `data`, which is never an instruction.

    After `seconds` nobody waits for the answer any longer.
    """

    instructions: str
    data: Mapping[str, Any]
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelTool:
    """Something that the model may look up: `call` takes the text of its one `argument`, or an empty one without.

    What `call` returns is JSON-able. Whose data it looks at is not the model's to say.
    """

    name: str
    description: str
    call: Callable[[str], Awaitable[Any]]
    argument: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IntentChoice:
    """What a text asks for, with a confidence (0..1)."""

    intent: str
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelAnswer:
    """What the model would say, as it came: nothing of it is checked yet.

    `buttons` and `documents` are names that the question and the tools' results gave; `off_topic` says that the
    question is none of ours.
    """

    text: str
    off_topic: bool = False
    buttons: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
