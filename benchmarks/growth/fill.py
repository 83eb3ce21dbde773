"""Fills a database by SQL, as months of use or an outage would have filled it.

Triggers and foreign keys are off meanwhile, so what they would write is written here. Afterwards every table is
vacuumed and analysed, as autovacuum would have done long before.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import asyncpg

_BEFORE = 10_000
"""Messages stored before a backlog came: nobody plans by the statistics of an empty table."""

_PEOPLE = """
    create table person_order as
    select n as place, gen_random_uuid() as id, '+336' || lpad(n::text, 8, '0') as phone
    from generate_series(0, $1::int - 1) n
"""
"""Says who is the n-th person."""

_REGISTERED = """
    insert into contacts (id) select id from person_order;
    insert into contact_aliases (alias, contact_id) select phone, id from person_order;
    insert into subcontractors (id, phone, name, language) select id, phone, 'Person ' || place, 'fr' from person_order;
"""

_WAITING = """
    insert into inbox (contact_id, channel, provider_message_id, sender, kind, content, raw, prompt, received_at)
    select p.id, 'cloud', 'wamid.waiting' || n, p.phone, 'text', jsonb_build_object('kind', 'text', 'text', said),
           jsonb_build_object('from', p.phone, 'id', 'wamid.waiting' || n, 'timestamp', '1700000000', 'type', 'text',
                              'text', jsonb_build_object('body', said)),
           true, now() - interval '1 hour' + n * interval '1 hour' / $1
    from (select n, 'Bonjour, le coffrage de la dalle ' || n || ' est terminé, on attend le béton' as said
          from generate_series(0, $1::int - 1) n) messages
    join person_order p on p.place = n % ($1::int / 4)
"""
"""Four messages of each of many people, the people taking turns."""

_DUE = """
    update lanes set due_at = oldest
    from (select contact_id, min(received_at) as oldest from inbox where state = 'pending' group by 1) waiting
    where lanes.contact_id = waiting.contact_id
"""

SESSIONS = """
    insert into conversation_sessions (subcontractor_id, id, status, ended_reason, started_at, last_message_at,
                                       ended_at, message_count, turn_count)
    select p.id, md5('session' || n)::uuid, case when active then 'active' else 'ended' end,
           case when not active then 'timeout' end, started_at,
           case when active then now() else started_at + interval '10 minutes' end,
           case when not active then started_at + interval '1 day' end, 10, 5
    from (select n, n >= sessions - 1000 as active, n - sessions + 1000 as place,
                 now() - (sessions - n) * interval '1 year' / sessions as started_at
          from generate_series(0, $1::int / 10 - 1) n, lateral (select $1::int / 10 as sessions) s) past
    join person_order p
        on p.place = case when active then past.place else floor(1000 * power(n * 0.618 - floor(n * 0.618), 2)) end
"""
"""Ten messages each. A thousand people have an active one; of the ended ones, few people have many."""

_SAID = """
    create table said as
    select n, s.subcontractor_id, s.id as session_id, p.phone, md5('message' || n)::uuid as id, n % 2 = 1 as ours,
           s.started_at + n % 10 * interval '1 minute' as at
    from generate_series(0, $1::int - 1) n
    join conversation_sessions s on s.id = md5('session' || n / 10)::uuid
    join person_order p on p.id = s.subcontractor_id
    order by n
"""
"""Who said what when: theirs and ours in turn."""

_MESSAGES = """
    insert into messages (subcontractor_id, id, session_id, direction, body, language, channel, provider_message_id,
                          intent, metadata, status, created_at)
    select subcontractor_id, id, session_id, case when ours then 'outbound' else 'inbound' end,
           case when ours then 'Vos chantiers :' else 'Montre-moi mes chantiers, numéro ' || n end, 'fr', 'cloud',
           'wamid.' || n, case when not ours then 'list_projects' end,
           case when ours then jsonb '{"options": [["projects_1", "Chantier 1"], ["projects_2", "Chantier 2"]],
                                       "tool_outputs": [{"tool": "list_projects", "input": {}, "output": [
                                           {"id": "9e2f…", "name": "Chantier 1", "status": "active"},
                                           {"id": "b41c…", "name": "Chantier 2", "status": "active"}]}]}'
                else '{}' end,
           case when ours then 'read' else 'received' end, at
    from said order by n
"""

_INBOX = """
    insert into inbox (contact_id, channel, provider_message_id, sender, kind, content, raw, prompt, state, outcome,
                       attempts, trace, received_at, finished_at)
    select subcontractor_id, 'cloud', 'wamid.' || n, phone, 'text',
           jsonb_build_object('kind', 'text', 'text', 'Montre-moi mes chantiers, numéro ' || n),
           jsonb_build_object('from', phone, 'id', 'wamid.' || n, 'timestamp', '1700000000', 'type', 'text'),
           true, 'done', 'answered', 1, jsonb_build_object('session_id', session_id, 'intent', 'list_projects'), at, at
    from said where not ours order by n
"""

_OUTBOX = """
    insert into outbox (contact_id, recipient, channel, payload, message_id, state, provider_message_id, attempts,
                        sending_since, created_at, sent_at)
    select subcontractor_id, phone, 'cloud', jsonb_build_object('kind', 'list', 'text', 'Vos chantiers :'), id, 'read',
           'wamid.' || n, 1, at, at, at
    from said where ours order by n
"""

_RESTING = """
    insert into lanes (contact_id) select id from person_order;
    insert into reply_lanes (contact_id) select id from person_order;
    insert into conversation_sessions (subcontractor_id)
    select id from person_order where place >= 1000;
    drop table said;
"""
"""Nobody is new: everybody has their lanes and an open conversation, most of them an empty one."""

_INDEXES = """
    select 'alter table messages drop constraint ' || conname as drop,
           'alter table messages add ' || pg_get_constraintdef(oid) as make
    from pg_constraint where conrelid = 'messages'::regclass and contype = 'p'
    union all
    select 'drop index ' || indexrelid::regclass, pg_get_indexdef(indexrelid)
    from pg_index where indrelid = 'messages'::regclass and not indisprimary
"""
"""A million rows are sorted into an index in a moment, and one by one in a minute."""


async def register(dsn: str, people: int) -> list[str]:
    """Register people, in a database that was just migrated; return their phones."""
    async with filling(dsn) as connection:
        await connection.execute(_PEOPLE, people)
        await connection.execute(_REGISTERED)
        return [row["phone"] for row in await connection.fetch("select phone from person_order order by place")]


async def fill_backlog(dsn: str, waiting: int) -> None:
    """Let messages wait, all of them due, for a worker that was away for an hour; some were stored before."""
    await fill_store(dsn, _BEFORE)
    async with filling(dsn) as connection:
        await connection.execute(_WAITING, waiting)
        await connection.execute(_DUE)


async def fill_store(dsn: str, stored: int) -> None:
    """Store a year of messages, all handled and answered; the inbox and the outbox have half as many each."""
    async with filling(dsn) as connection:
        await connection.execute(SESSIONS, stored)
        await connection.execute(_SAID, stored)
        async with without_indexes(connection):
            await connection.execute(_MESSAGES)
        for statement in (_INBOX, _OUTBOX, _RESTING):
            await connection.execute(statement)


@asynccontextmanager
async def without_indexes(connection: asyncpg.Connection[asyncpg.Record]) -> AsyncGenerator[None]:
    """Let messages come into a table without indexes."""
    indexes = await connection.fetch(_INDEXES)
    for index in indexes:
        await connection.execute(index["drop"])
    yield
    for index in indexes:
        await connection.execute(index["make"])


@asynccontextmanager
async def filling(dsn: str) -> AsyncGenerator[asyncpg.Connection[asyncpg.Record]]:
    """Connect with triggers and foreign keys off; vacuum and analyse afterwards."""
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute("set session_replication_role = replica; set maintenance_work_mem = '256MB'")
        yield connection
        await connection.execute("vacuum analyze")
    finally:
        await connection.close()
