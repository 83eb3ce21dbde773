"""What is measured, one function each: made by somebody who is chosen at random."""

from __future__ import annotations

import random
import uuid
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg

from benchmarks.growth.traffic import RULES
from benchmarks.sessions.fill import COMMON, USUAL
from pipeline.context import MessageContext
from pipeline.stages.restore_project import RestoreProject
from services.database.asyncpg import AsyncpgDatabase
from services.store import Person, Store, Turn

_SEED = 7

_ACTIVE = """
    select p.id::text as id, p.phone, p.name, p.language, p.active, false as handed_off
    from subcontractors p join conversation_sessions s on s.subcontractor_id = p.id and s.status = 'active'
"""

_SAY = """
    insert into messages (subcontractor_id, id, session_id, direction, body, channel, provider_message_id, metadata,
                          status)
    values ($1, gen_random_uuid(), $2, 'inbound', $3, 'cloud', $4, '{}', 'received'),
           ($1, gen_random_uuid(), $2, 'outbound', 'Vos chantiers :', 'cloud', null,
            '{"options": [["projects_1", "Chantier 1"]]}', 'pending')
"""
"""What finish_turn inserts: two messages, with their trigger, foreign key and indexes."""


@dataclass(frozen=True, slots=True)
class World:
    """A filled database: `turns` are of people with an open session, whose last site was another session's."""

    store: Store
    database: AsyncpgDatabase
    connection: asyncpg.Connection[asyncpg.Record]
    turns: Sequence[MessageContext]
    said: Sequence[str]
    chance: random.Random

    def somebody(self) -> MessageContext:
        """Return a turn, open and not yet gone on."""
        return self.chance.choice(self.turns)


@asynccontextmanager
async def opened(dsn: str, said: Sequence[str]) -> AsyncGenerator[World]:
    """Open a filled database: one connection for relais, one for what it is compared with."""
    connection, database = await asyncpg.connect(dsn), AsyncpgDatabase(dsn, pool_size=1)
    try:
        store, chance = Store(database, RULES), random.Random(_SEED)  # noqa: S311 - the same people in every run
        turns = [await _open(store, Person(**row)) for row in await connection.fetch(_ACTIVE)]
        yield World(store, database, connection, turns, said, chance)
    finally:
        await connection.close()
        await database.close()


async def _open(store: Store, person: Person) -> MessageContext:
    turn = Turn(contact_id=person.id, fence=1, attempts=0, person=person, messages=())
    session = await store.open_session(person.id, reply_to=None, history=0)
    return MessageContext(turn=turn, language="fr", session_id=session.session_id, session=session)


async def bare(world: World) -> Any:
    """Make the round trip, and nothing else."""
    return await world.connection.fetchval("select 1")


async def _warm_restore(world: World) -> Any:
    ctx = world.somebody()
    return await RestoreProject(world.store)(ctx.evolve(project_id=ctx.opened.last_project_id))


async def _cold_restore(world: World) -> Any:
    return await RestoreProject(world.store)(world.somebody())


async def _session(world: World) -> Any:
    return await world.database.value("get_or_create_session", p_subcontractor_id=world.somebody().person.id)


async def _history(world: World) -> Any:
    return await world.store.open_session(world.somebody().person.id, reply_to=None, history=10)


async def _sessions(world: World) -> Any:
    return await world.store.list_sessions(phone=None, status=None, before=None, before_id=None, limit=50)


async def _sessions_of_one(world: World) -> Any:
    return await world.store.list_sessions(
        phone=world.somebody().person.phone, status=None, before=None, before_id=None, limit=50
    )


async def _messages(world: World) -> Any:
    return await world.store.list_messages(world.somebody().opened.session_id, after=0, limit=50)


async def _search_rare(world: World) -> Any:
    return await world.store.search_messages(" ".join(world.chance.choice(world.said).split()[:3]), limit=50)


async def _search_usual(world: World) -> Any:
    return await world.store.search_messages(USUAL, limit=50)


async def _search_common(world: World) -> Any:
    return await world.store.search_messages(COMMON, limit=50)


async def _say(world: World) -> Any:
    ctx, said = world.somebody(), world.chance.choice(world.said)
    return await world.connection.execute(_SAY, ctx.person.id, ctx.session_id, said, f"wamid.{uuid.uuid4()}")


CALLS: Mapping[str, Callable[[World], Awaitable[Any]]] = {
    "restore, warm (no query)": _warm_restore,
    "restore, cold": _cold_restore,
    "session look-up": _session,
    "history of 10": _history,
    "list page of 50 sessions": _sessions,
    "… of one person": _sessions_of_one,
    "page of 50 messages": _messages,
    "search, some words": _search_rare,
    "search, a word of every 100th message": _search_usual,
    "search, a word of every 2nd message": _search_common,
    "insert of two messages, with triggers": _say,
}
