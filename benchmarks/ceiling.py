"""What the database alone can do: the function calls that a message needs, from a client that does nothing else."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import uvloop
from rich.console import Console

from benchmarks.server import durable_server, fill
from benchmarks.world import PHONE_NUMBER_ID, tap
from handlers.prompts import is_prompt
from messages import InboundMessage
from pipeline import build_pipeline
from pipeline.commit import turn_result
from pipeline.context import MessageContext
from pipeline.intents.training import trained_classifier
from services import Services
from services.channels.cloud import CloudChannel
from services.channels.cloud.webhook import parse_webhook
from services.database.asyncpg import AsyncpgDatabase
from services.database.batching import Batching
from services.store import DueReply, LaneRules, Store, Turn

PEOPLE, MESSAGES = 5000, 12_000
TOGETHER, SIDE_BY_SIDE = 32, 2
"""Messages of one wave, and waves at a time: as many as relais has in its hands when it is busy."""
_WARM_UP = 1000


@dataclass(slots=True)
class Client:
    """Carries waves of messages through the database: received, claimed, opened, finished, sent."""

    store: Store
    result: dict[str, Any]
    together: bool
    base: int = field(default_factory=time.time_ns)
    taken: int = 0

    async def carry(self, messages: int) -> None:
        """Let `messages` pass, some waves side by side."""
        last = self.taken + messages
        await asyncio.gather(*(self._waves(last) for _ in range(SIDE_BY_SIDE)))

    async def _waves(self, last: int) -> None:
        while self.taken < last:
            await self._wave(self._next())

    def _next(self) -> list[InboundMessage]:
        first, self.taken = self.taken, self.taken + TOGETHER
        return [_message(number, self.base) for number in range(first, first + TOGETHER)]

    async def _wave(self, messages: Sequence[InboundMessage]) -> None:
        await asyncio.gather(*(self.store.receive_events(some, prompt=is_prompt) for some in self._webhooks(messages)))
        claimed = await self.store.claim_turns(TOGETHER)
        await asyncio.gather(*map(self._turn, claimed.turns))
        due = await self.store.claim_replies(TOGETHER)
        await asyncio.gather(*map(self._send, due.replies))

    def _webhooks(self, messages: Sequence[InboundMessage]) -> list[Sequence[InboundMessage]]:
        return [messages] if self.together else [[message] for message in messages]

    async def _turn(self, turn: Turn) -> None:
        assert turn.person  # noqa: S101 - everybody is registered
        opened = await self.store.open_session(turn.person.id, reply_to=None, history=20)
        await self.store.list_projects(turn.person.id)
        await self.store.finish_turn(turn, _again(self.result, turn, opened.session_id))

    async def _send(self, reply: DueReply) -> None:
        due: DueReply | None = reply
        while due:
            due = await self.store.reply_sent(due, f"wamid.{uuid.uuid4().hex}")


def measure(messages: int = MESSAGES, *, together: bool = True) -> float:
    """Return messages per second, with the calls made together as relais makes them, or one by one."""
    with durable_server() as dsn, asyncio.Runner(loop_factory=uvloop.new_event_loop) as loop:
        return loop.run(_measure(dsn, messages, together))


async def _measure(dsn: str, messages: int, together: bool) -> float:
    await fill(dsn, PEOPLE)
    database = AsyncpgDatabase(dsn)
    store = Store(
        Batching(database) if together else database,
        LaneRules(burst_quiet_ms=0, rate_per_second=100_000, pair_burst=100_000),
    )
    client = Client(store, await _walked(store), together)
    await client.carry(_WARM_UP)
    began = time.perf_counter()
    await client.carry(messages)
    rate = messages / (time.perf_counter() - began)
    await database.close()
    return rate


async def _walked(store: Store) -> dict[str, Any]:
    """Return what one real turn wants written, to be written again and again."""
    await store.receive_events([_message(0, 0)], prompt=is_prompt)
    [turn] = (await store.claim_turns(1)).turns
    services = Services(
        store=store, channels={"cloud": _cloud()}, classifier=trained_classifier(), default_language="fr"
    )
    result = turn_result(await build_pipeline(services).run(MessageContext(turn=turn, language="fr")))
    await store.finish_turn(turn, result)
    return result


def _again(result: dict[str, Any], turn: Turn, session_id: str) -> dict[str, Any]:
    first = turn.messages[0]
    messages = [{**row, "id": str(uuid.uuid4())} for row in result["messages"]]
    messages[0]["provider_message_id"] = first.provider_message_id
    reply = {**result["replies"][0], "recipient": first.sender, "message_id": messages[-1]["id"]}
    inbox = [{"id": first.id, "outcome": "answered"}]
    return {**result, "session_id": session_id, "messages": messages, "replies": [reply], "inbox": inbox}


def _message(number: int, base: int) -> InboundMessage:
    body, _headers = tap(number % PEOPLE, base + number)
    [message] = parse_webhook(body)
    assert isinstance(message, InboundMessage)  # noqa: S101 - a tap
    return message


def _cloud() -> CloudChannel:
    return CloudChannel(
        phone_number_id=PHONE_NUMBER_ID,
        access_token="bench",
        app_secret=None,
        verify_token=None,
        graph_api_url="http://127.0.0.1:9",
        graph_api_version="v26.0",
    )


if __name__ == "__main__":
    for together in (True, False):
        how = "calls made together" if together else "calls one by one"
        Console(highlight=False).print(
            f"the database alone, {how}: {measure(together=together):.0f} messages per second"
        )
