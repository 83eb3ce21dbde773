"""A language model behind pydantic-ai: three questions, each with a typed answer and limits of time and tokens."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import orjson
from pydantic import BaseModel, Field, create_model
from pydantic_ai import Agent, Tool, UsageLimits
from pydantic_ai.models import Model
from pydantic_ai.settings import ModelSettings
from pydantic_ai.usage import RunUsage

from services.llm.failures import translated
from services.llm.values import IntentChoice, ModelAnswer, ModelTool, Question, Tokens

_T = TypeVar("_T")

_MOST_TOKENS = 20_000
"""Of one question, read and written, all its look-ups included."""

_LONGEST_OUTPUT = 1500
_ONE_AND_A_RETRY = 2
_WITH_LOOK_UPS = 8


class _Reading(BaseModel):
    intent: str
    confidence: float = Field(ge=0, le=1)


class _Written(BaseModel):
    text: str = ""
    off_topic: bool = False
    buttons: list[str] = []
    documents: list[str] = []


async def _nothing() -> None:
    """Close nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentModel:
    """Follows `services.interfaces.LanguageModel`; `name` is what the table prices knows the model by."""

    model: Model
    name: str
    closing: Callable[[], Awaitable[None]] = _nothing

    async def choose_intent(self, question: Question, intents: Sequence[str], used: Tokens) -> IntentChoice:
        """Say which of `intents` a text has."""
        found = await self._ask(question, _reading(intents), used)
        return IntentChoice(intent=found.intent, confidence=found.confidence)

    async def answer(self, question: Question, tools: Sequence[ModelTool], used: Tokens) -> ModelAnswer:
        """Answer with what the tools find."""
        written = await self._ask(question, _Written, used, tools=tools, requests=_WITH_LOOK_UPS)
        return ModelAnswer(
            text=written.text,
            off_topic=written.off_topic,
            buttons=tuple(written.buttons),
            documents=tuple(written.documents),
        )

    async def summarise(self, question: Question, used: Tokens) -> str:
        """Sum a conversation up."""
        return await self._ask(question, str, used)

    async def close(self) -> None:
        """Give every connection back."""
        await self.closing()

    async def _ask(
        self,
        question: Question,
        answer: type[_T],
        used: Tokens,
        *,
        tools: Sequence[ModelTool] = (),
        requests: int = _ONE_AND_A_RETRY,
    ) -> _T:
        agent = Agent(
            self.model,
            output_type=answer,
            instructions=question.instructions,
            tools=[_tool(tool) for tool in tools],
            model_settings=ModelSettings(max_tokens=_LONGEST_OUTPUT),
        )
        limits = UsageLimits(request_limit=requests, total_tokens_limit=_MOST_TOKENS)
        usage = RunUsage()
        try:
            async with asyncio.timeout(question.seconds):
                return (await agent.run(_as_data(question), usage=usage, usage_limits=limits)).output
        except Exception as error:
            raise translated(error) from error
        finally:
            used.input += usage.input_tokens
            used.output += usage.output_tokens


def _as_data(question: Question) -> str:
    """Write the data as JSON in a frame that nothing inside can close."""
    inside = orjson.dumps(question.data).decode().replace("<", "\\u003c")
    return f"<data>{inside}</data>"


def _reading(intents: Sequence[str]) -> type[_Reading]:
    """Return the form of a reading that knows these intents and no other."""
    known = Field(pattern=f"^(?:{'|'.join(intents)})$", json_schema_extra={"enum": list(intents)})
    return create_model("Reading", __base__=_Reading, intent=(str, known))


def _tool(tool: ModelTool) -> Tool[object]:
    """Offer a tool with its one argument; whatever else a model passes goes nowhere."""
    arguments: dict[str, Any] = {tool.argument: {"type": "string"}} if tool.argument else {}

    async def call(**given: Any) -> Any:
        return await tool.call(str(given.get(tool.argument or "", "")))

    return Tool.from_schema(
        call,
        name=tool.name,
        description=tool.description,
        json_schema={
            "type": "object",
            "properties": arguments,
            "required": list(arguments),
            "additionalProperties": False,
        },
    )
