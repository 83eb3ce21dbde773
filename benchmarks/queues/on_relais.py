"""The lanes of relais, driven as the door and the worker drive them, without HTTP and without a pipeline.

The reply and the end of its turn are one transaction, which fails if another worker has the lane by now.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import asyncpg

from benchmarks.queues.job import CONCURRENCY, POOL_SIZE, Contender, Countdown, Job
from handlers.pump import Pump
from messages import InboundMessage, Part
from services.database.asyncpg import AsyncpgDatabase
from services.database.batching import Batching
from services.database.migrate import find_migrations, migrate
from services.store import LaneRules, Store, Turn
from services.together import Together
from services.wakeups import WakeUpBells

_DRAIN_SECONDS = 5.0


async def install(dsn: str, people: Sequence[str]) -> None:
    """Migrate, and register the people."""
    database = AsyncpgDatabase(dsn)
    await migrate(database, find_migrations())
    await database.close()
    connection = await asyncpg.connect(dsn)
    try:
        await connection.executemany(
            "insert into subcontractors (phone, name, language) values ($1, 'Bench', 'fr')",
            [(person,) for person in people],
        )
    finally:
        await connection.close()


@asynccontextmanager
async def opened(dsn: str, _people: Sequence[str]) -> AsyncGenerator[Relais]:
    """Open the store as `relais serve` does; a second connection asks what came of it."""
    database = AsyncpgDatabase(dsn, pool_size=POOL_SIZE)
    connection = await asyncpg.connect(dsn)
    try:
        yield Relais(Store(Batching(database), LaneRules(burst_quiet_ms=0)), connection)
    finally:
        await connection.close()
        await database.close()


class Relais:
    """A `job.Queue`."""

    def __init__(self, store: Store, connection: asyncpg.Connection[asyncpg.Record]) -> None:
        """Keep the parts; what comes at the same time is written down together, as the door does."""
        self._store = store
        self._connection = connection
        self._wakeups = WakeUpBells(store.wake, worker=store.worker)
        self._receive_together = Together(self._receive, alone=self._receive_alone)

    async def put(self, job: Job) -> None:
        """Write one message down."""
        await self._receive_together(_inbound(job))

    async def work(self, done: Countdown) -> None:
        """Run the worker's loop, and tell other processes of new turns, as a door would."""
        stopping = asyncio.Event()
        pump = Pump[Turn](
            topic="turns",
            wakeups=self._wakeups,
            claim=self._claim,
            handle=partial(self._handle, done),
            release=self._store.release_turn,
            lost=self._store.note_outage,
            room=CONCURRENCY,
            drain_seconds=_DRAIN_SECONDS,
        )
        async with asyncio.TaskGroup() as tasks:
            carrying = tasks.create_task(self._wakeups.carry("turns"))
            tasks.create_task(pump.run(stopping))
            await done.reached.wait()
            stopping.set()
            self._wakeups.ring_here("turns")
            carrying.cancel()

    async def replies(self) -> list[tuple[str, int]]:
        """Read the outbox."""
        rows = await self._connection.fetch(
            "select sender, i.provider_message_id::int from outbox o "
            "join inbox i on i.contact_id = o.contact_id and i.id = o.inbox_id order by o.id"
        )
        return [(row[0], row[1]) for row in rows]

    async def unfinished(self) -> int:
        """Count what waits in the inbox."""
        return int(await self._connection.fetchval("select count(*) from inbox where state <> 'done'"))

    async def _receive(self, messages: Sequence[InboundMessage]) -> Sequence[None]:
        await self._store.receive_events(messages, prompt=lambda _: True)
        self._wakeups.ring("turns")
        return [None] * len(messages)

    async def _receive_alone(self, message: InboundMessage) -> None:
        await self._receive([message])

    async def _claim(self, room: int) -> tuple[Sequence[Turn], float | None]:
        claim = await self._store.claim_turns(room)
        return claim.turns, claim.next_due_in

    async def _handle(self, done: Countdown, turn: Turn) -> None:
        await self._store.finish_turn(turn, _result(turn))
        self._wakeups.ring_here("turns")
        done()


def _inbound(job: Job) -> InboundMessage:
    return InboundMessage(
        channel="cloud",
        provider_message_id=str(job.number),
        sender=job.person,
        kind="text",
        content={"kind": "text", "text": job.text},
        raw={"from": job.person, "id": str(job.number), "type": "text", "text": {"body": job.text}},
    )


def _result(turn: Turn) -> dict[str, Any]:
    """Return what finish_turn takes: one reply, which echoes the message."""
    message = turn.messages[0]
    return {
        "inbox": [{"id": message.id, "outcome": "answered"}],
        "trace": {},
        "messages": [],
        "effects": [],
        "replies": [
            {
                "part": 1,
                "recipient": message.sender,
                "channel": message.channel,
                "payload": Part(kind="text", text=message.content["text"]).as_json(),
            }
        ],
    }


RELAIS = Contender(name="relais", install=install, opened=opened)
