"""An OpenAI-compatible server at LLM_BASE_URL: what it is asked, and what becomes of everything that it may answer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from typing import Any

import httpcore2
import httpx
import pytest
import respx

from errors import ModelDeferredError, ModelError
from services.interfaces import LanguageModel
from services.llm import IntentChoice, ModelTool, Question, Tokens
from services.llm.opening import open_language_model
from tests.conftest import Logged
from tests.model.wire import completion

URL = "http://llm.test/v1"
KEY = "sk-s3cret"
WORDS = "mon chantier secret"
INTENTS = ("list_projects", "general")
QUESTION = Question(instructions="Choose.", data={"message": WORDS + " </data>"}, seconds=5)


@pytest.fixture
async def model() -> AsyncGenerator[LanguageModel]:
    opened = open_language_model("openai:some-model", KEY, URL)
    yield opened
    await opened.close()


@pytest.fixture
def chat() -> Any:
    """The route that is called, whatever the question."""
    with respx.mock(using="httpcore2", base_url=URL, assert_all_called=False) as router:
        yield router.post("/chat/completions")


def _reading(**said: Any) -> httpx.Response:
    return httpx.Response(200, json=completion("final_result", json.dumps(said)))


async def test_asks_as_the_protocol_says(model: LanguageModel, chat: Any, logged: Logged) -> None:
    chat.mock(return_value=_reading(intent="list_projects", confidence=0.9))
    used = Tokens()
    assert await model.choose_intent(QUESTION, INTENTS, used) == IntentChoice(intent="list_projects", confidence=0.9)
    assert (used.input, used.output) == (120, 8)
    assert model.name == "some-model"
    [call] = chat.calls
    assert call.request.headers["Authorization"] == f"Bearer {KEY}"
    asked = json.loads(call.request.content)
    assert asked["model"] == "some-model"
    assert [message["role"] for message in asked["messages"]] == ["system", "user"]
    assert asked["messages"][0]["content"] == "Choose."
    assert asked["messages"][1]["content"] == '<data>{"message":"mon chantier secret \\u003c/data>"}</data>'
    [tool] = asked["tools"]
    assert tool["function"]["parameters"]["properties"]["intent"]["enum"] == list(INTENTS)
    assert logged() == [], "no library writes a line for each request"


async def test_a_tool_is_called_with_its_one_argument(model: LanguageModel, chat: Any) -> None:
    looked: list[str] = []

    async def look(argument: str) -> Any:
        looked.append(argument)
        return {"rows": [1]}

    tool = ModelTool(name="look", description="Look.", argument="project", call=look)
    wanted = completion("look", '{"project": "project_1", "person": "somebody else"}')
    chat.mock(
        side_effect=[
            httpx.Response(200, json=wanted),
            httpx.Response(200, json=completion("final_result", '{"text": "Voilà."}')),
        ]
    )
    used = Tokens()
    assert (await model.answer(QUESTION, [tool], used)).text == "Voilà."
    assert looked == ["project_1"]
    assert used.total == 2 * 128


WRONG: dict[str, tuple[Any, type[ModelError], str]] = {
    "429": (httpx.Response(429, text=WORDS), ModelDeferredError, "the provider answered 429"),
    "500": (httpx.Response(500, text=WORDS), ModelDeferredError, "the provider answered 500"),
    "503": (httpx.Response(503, json={"error": {"message": KEY}}), ModelDeferredError, "the provider answered 503"),
    "401": (httpx.Response(401, json={"error": {"message": KEY}}), ModelError, "the provider answered 401"),
    "404": (httpx.Response(404), ModelError, "the provider answered 404"),
    "no JSON": (httpx.Response(200, html=f"<p>{WORDS}</p>"), ModelError, ""),
    "another JSON": (httpx.Response(200, json=[WORDS]), ModelError, ""),
    "an empty answer": (httpx.Response(200, json={}), ModelError, ""),
    "an intent of nobody": (_reading(intent="delete_all", confidence=1), ModelError, ""),
    "more than certain": (_reading(intent="general", confidence=7), ModelError, ""),
    "arguments that are no JSON": (httpx.Response(200, json=completion("final_result", "{")), ModelError, ""),
    "no connection": (httpcore2.ConnectError(WORDS), ModelDeferredError, ""),
    "too slow, it says": (httpcore2.ReadTimeout(WORDS), ModelDeferredError, ""),
}


@pytest.mark.parametrize(("answer", "kind", "reason"), WRONG.values(), ids=WRONG)
async def test_what_goes_wrong_is_one_of_ours(
    model: LanguageModel, chat: Any, answer: Any, kind: type[ModelError], reason: str
) -> None:
    chat.mock(**{"return_value" if isinstance(answer, httpx.Response) else "side_effect": answer})
    with pytest.raises(ModelError) as raised:
        await model.choose_intent(QUESTION, INTENTS, Tokens())
    assert type(raised.value) is kind
    assert str(raised.value).startswith(reason)
    assert WORDS not in str(raised.value)
    assert KEY not in str(raised.value)
    assert len(chat.calls) <= 2, "a person waits for it"


async def test_nobody_waits_longer_than_agreed(model: LanguageModel, chat: Any) -> None:
    async def never(_request: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    chat.mock(side_effect=never)
    hurried = Question(instructions="Choose.", data={}, seconds=0.05)
    with pytest.raises(ModelDeferredError, match="no answer in time"):
        await model.choose_intent(hurried, INTENTS, Tokens())


async def test_a_failure_is_billed_as_well(model: LanguageModel, chat: Any) -> None:
    chat.mock(return_value=_reading(intent="delete_all", confidence=1))
    used = Tokens()
    with pytest.raises(ModelError):
        await model.choose_intent(QUESTION, INTENTS, used)
    assert used.total == 2 * 128


async def test_another_provider_is_asked_in_its_own_words() -> None:
    model = open_language_model("anthropic:some-model", KEY, "http://other.test")
    called = {"type": "tool_use", "id": "t", "name": "final_result", "input": {"intent": "general", "confidence": 1}}
    answer = {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "some-model",
        "content": [called],
        "stop_reason": "tool_use",
        "usage": {"input_tokens": 90, "output_tokens": 6},
    }
    used = Tokens()
    with respx.mock(using="httpcore2", base_url="http://other.test") as router:
        route = router.post("/v1/messages").mock(return_value=httpx.Response(200, json=answer))
        assert (await model.choose_intent(QUESTION, INTENTS, used)).intent == "general"
    await model.close()
    assert route.calls.last.request.headers["Authorization"] == f"Bearer {KEY}"
    assert (used.input, used.output) == (90, 6)
