"""Language models of the tests: real pydantic-ai below, a function in place of the provider."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic_ai.messages import (
    ModelMessage,
    ModelRequest,
    ModelResponse,
    TextPart,
    ToolCallPart,
    ToolReturnPart,
    UserPromptPart,
)
from pydantic_ai.models.function import AgentInfo, FunctionModel

from services.llm.agent import AgentModel

NAME = "test-model"

Look = tuple[str, dict[str, Any]]
"""The name of a tool, and its arguments."""


@dataclass(slots=True)
class Script:
    """A model that does as it is told: what a compromised one does at worst.

    `reads` answers what a text asks for, `looks` are the tool calls it makes, one after the other, before it `says`
    something, `sums_up` is its summary. Everything that it was given to read is kept in `read`, by purpose, and what
    its tools returned in `found`.
    """

    reads: dict[str, Any] = field(default_factory=lambda: {"intent": "general", "confidence": 0.9})
    looks: Sequence[Look] = ()
    says: dict[str, Any] = field(default_factory=lambda: {"text": "", "off_topic": True})
    sums_up: str = "He asked for his sites."
    before: Callable[[], Awaitable[None]] | None = None
    asked: list[str] = field(default_factory=list[str])
    read: list[str] = field(default_factory=list[str])
    found: list[Any] = field(default_factory=list[Any])

    async def __call__(self, messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        if self.before:
            await self.before()
        self._keep(messages[-1])
        if not info.output_tools:
            self.asked.append("summary")
            return ModelResponse(parts=[TextPart(self.sums_up)])
        if not info.function_tools:
            self.asked.append("intent")
            return _said(info, self.reads)
        taken = sum(isinstance(message, ModelResponse) for message in messages)
        if taken < len(self.looks):
            name, arguments = self.looks[taken]
            return ModelResponse(parts=[ToolCallPart(name, arguments)])
        self.asked.append("answer")
        return _said(info, self.says)

    def _keep(self, message: ModelMessage) -> None:
        assert isinstance(message, ModelRequest)
        for part in message.parts:
            if isinstance(part, ToolReturnPart):
                self.found.append(part.content)
            elif isinstance(part, UserPromptPart):
                self.read.append(str(part.content))

    @property
    def data(self) -> dict[str, Any]:
        """What it was given to read last, parsed."""
        last = [text for text in self.read if text.startswith("<data>")][-1]
        return dict(json.loads(last.removeprefix("<data>").removesuffix("</data>")))


def model_of(script: Callable[..., Any]) -> AgentModel:
    """Return the model that relais uses, with `script` behind it."""
    return AgentModel(model=FunctionModel(script, model_name=NAME), name=NAME)


def _said(info: AgentInfo, output: dict[str, Any]) -> ModelResponse:
    return ModelResponse(parts=[ToolCallPart(info.output_tools[0].name, output)])
