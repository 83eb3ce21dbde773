"""One model for one turn: how much time is left, what was used, and what went wrong."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from errors import ModelDeferredError, ModelError
from events import Event, log
from pipeline.assistant.instructions import instructions
from services.interfaces import LanguageModel
from services.llm import Question, Tokens

_T = TypeVar("_T")

Verb = Callable[[Question], Awaitable[_T]]


@dataclass(slots=True, kw_only=True)
class Asking:
    """Asks a model until `until`, on the monotonic clock; all questions share that time.

    `deferred` says that it cannot be asked at the moment: another question would fare no better.
    """

    model: LanguageModel
    until: float
    used: Tokens = field(default_factory=Tokens)
    deferred: bool = False

    async def ask(self, purpose: str, name: str, data: Mapping[str, Any], verb: Verb[_T]) -> _T | None:
        """Return what the model gives, or None when it gives nothing: nobody depends on it.

        `name` is that of the instructions; `purpose` completes "asked the model to …" in the log.
        """
        began, before = time.monotonic(), self.used.total
        question = Question(instructions=instructions(name), data=data, seconds=max(self.until - began, 0))
        try:
            found = await verb(question)
        except ModelError as error:
            self.deferred = isinstance(error, ModelDeferredError)
            log(Event.MODEL_FAILED, purpose=purpose, reason=str(error), **self._figures(began, before))
            return None
        log(Event.MODEL_ASKED, purpose=purpose, **self._figures(began, before))
        return found

    @property
    def costs(self) -> tuple[dict[str, Any], ...]:
        """What was used so far, as `{item, quantity}` of the table prices."""
        counted = {"input": self.used.input, "output": self.used.output}
        return tuple(
            {"item": f"model.{self.model.name}.{way}", "quantity": tokens} for way, tokens in counted.items() if tokens
        )

    def _figures(self, began: float, before: int) -> dict[str, Any]:
        return {
            "tokens": self.used.total - before,
            "elapsed_ms": round((time.monotonic() - began) * 1000, 2),
            "model": self.model.name,
        }
