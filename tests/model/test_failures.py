"""Whatever happens to the model, the turn is answered as if there were none."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

import pytest

from services.llm import IntentChoice, ModelAnswer, ModelTool, Question, Tokens
from services.llm.agent import AgentModel
from tests.conftest import Logged, OpenHouse
from tests.door.servers import on_one_server
from tests.model.models import Script, model_of
from tests.model.texts import QUESTION, classifier_of
from tests.phones import WIRES, Phone

pytestmark = on_one_server


async def _breaks() -> None:
    raise ZeroDivisionError(QUESTION)


async def _hangs() -> None:
    await asyncio.Event().wait()


FAILURES: dict[str, tuple[Callable[[], Awaitable[None]], str]] = {
    "it breaks": (_breaks, "ZeroDivisionError in _breaks"),
    "it hangs": (_hangs, "no answer in time"),
}


@dataclass(frozen=True, slots=True)
class Hurried:
    """A language model that gets a tenth of a second where a person would wait for twenty."""

    model: AgentModel

    @property
    def name(self) -> str:
        return self.model.name

    async def choose_intent(self, question: Question, intents: Sequence[str], used: Tokens) -> IntentChoice:
        return await self.model.choose_intent(_soon(question), intents, used)

    async def answer(self, question: Question, tools: Sequence[ModelTool], used: Tokens) -> ModelAnswer:
        return await self.model.answer(_soon(question), tools, used)

    async def summarise(self, question: Question, used: Tokens) -> str:
        return await self.model.summarise(_soon(question), used)

    async def close(self) -> None:
        await self.model.close()


def _soon(question: Question) -> Question:
    assert 15 < question.seconds <= 20
    return replace(question, seconds=0.1)


@pytest.mark.parametrize("failure", FAILURES.values(), ids=FAILURES)
@pytest.mark.parametrize("text", [QUESTION, "blub wabbel zonk"], ids=["question", "unclear"])
async def test_the_turn_is_answered_all_the_same(
    house_of: OpenHouse, logged: Logged, failure: tuple[Callable[[], Awaitable[None]], str], text: str
) -> None:
    before, reason = failure
    services = {"model": Hurried(model_of(Script(before=before))), "classifier": classifier_of()}
    async with house_of(burst_quiet_ms=0, services=services) as house:
        [answer] = await Phone(house=house, wire=WIRES["cloud"]).says(text)
    assert answer.options[0][0] == "view_sites_fr"
    assert {line["level"] for line in logged("model.failed")} == {"warning"}
    assert all(line["reason"].startswith(reason) for line in logged("model.failed"))
    assert QUESTION not in str(logged("model.failed"))
    assert [line["attempts"] for line in logged("message.handled")] == [1]
