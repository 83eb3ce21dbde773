"""The providers of language models that LLM_MODEL may name."""

from __future__ import annotations

from collections.abc import Callable

from anthropic import AsyncAnthropic
from openai import AsyncOpenAI
from pydantic_ai.models.anthropic import AnthropicModel
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.anthropic import AnthropicProvider
from pydantic_ai.providers.openai import OpenAIProvider

from services.llm.agent import AgentModel

_RETRIES = 1
"""Of one request: a person waits for it."""


def _openai(name: str, key: str, url: str | None) -> AgentModel:
    client = AsyncOpenAI(api_key=key, base_url=url or "https://api.openai.com/v1", max_retries=_RETRIES)
    model = OpenAIChatModel(name, provider=OpenAIProvider(openai_client=client))
    return AgentModel(model=model, name=name, closing=client.close)


def _anthropic(name: str, key: str, url: str | None) -> AgentModel:
    client = AsyncAnthropic(api_key=key, base_url=url or "https://api.anthropic.com", max_retries=_RETRIES)
    model = AnthropicModel(name, provider=AnthropicProvider(anthropic_client=client))
    return AgentModel(model=model, name=name, closing=client.close)


PROVIDERS: dict[str, Callable[[str, str, str | None], AgentModel]] = {"openai": _openai, "anthropic": _anthropic}
"""Name → what opens a model of it, given the model's name, the key, and the address when it is not the usual one."""
