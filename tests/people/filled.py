"""A person with a row in every table that can hold one, and words by which each row is found again."""

from __future__ import annotations

from dataclasses import dataclass

from tests.rows import Rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Somebody:
    """`word` stands in their name and in everything that they wrote."""

    id: str
    phone: str
    user_id: str
    word: str

    @property
    def traces(self) -> list[str]:
        """What must not be found anywhere once they are erased."""
        return [self.id, self.phone.removeprefix("+"), self.user_id, self.word]


ZOE = Somebody(id="2e000000-0000-4000-8000-000000000001", phone="+5215512345678", user_id="MX.zoe42", word="Zéphyrine")
OTHER = Somebody(id="0e000000-0000-4000-8000-000000000002", phone="+33699887766", user_id="FR.other7", word="Ostrogoth")

ROWS = {
    "contacts": "insert into contacts (id) values ('{id}')",
    "subcontractors": "insert into subcontractors (id, phone, name) values ('{id}', '{phone}', '{word}')",
    "contact_aliases": "insert into contact_aliases (alias, contact_id) values ('{user_id}', '{id}')",
    "project_members": "insert into project_members select id, '{id}' from projects limit 1",
    "conversation_sessions": """
        insert into conversation_sessions (subcontractor_id, id, summary, flow)
        values ('{id}', md5('{id}')::uuid, '{word}', jsonb_build_object('draft', '{word}'))
    """,
    "messages": """
        insert into messages (subcontractor_id, session_id, direction, body, metadata)
        values ('{id}', md5('{id}')::uuid, 'inbound', '{word}', jsonb_build_object('said', '{word}'))
    """,
    "session_snapshots": """
        insert into session_snapshots (subcontractor_id, session_id, session, messages)
        values ('{id}', gen_random_uuid(), jsonb_build_object('summary', '{word}'), jsonb_build_array('{phone}'))
    """,
    "task_updates": """
        insert into task_updates (subcontractor_id, session_id, source_message_id, task_id, body)
        select '{id}', md5('{id}')::uuid, gen_random_uuid(), id, '{word}' from tasks limit 1
    """,
    "incidents": """
        insert into incidents (subcontractor_id, session_id, source_message_id, project_id, body)
        select '{id}', md5('{id}')::uuid, gen_random_uuid(), id, '{word}' from projects limit 1
    """,
    "media_files": """
        insert into media_files (subcontractor_id, message_id, provider_message_id, position, channel, filename)
        values ('{id}', gen_random_uuid(), 'wamid.{phone}', 1, 'cloud', '{word}')
    """,
    "flow_drafts": """
        insert into flow_drafts (subcontractor_id, id, name, state)
        values ('{id}', gen_random_uuid(), 'report_incident', jsonb_build_object('said', '{word}'))
    """,
    "model_use": "insert into model_use values ('{id}', now(), 1200)",
    "notifications": """
        insert into notifications (subcontractor_id, kind, payload)
        values ('{id}', 'escalation', jsonb_build_object('said', '{word}'))
    """,
    "inbox": """
        insert into inbox (contact_id, channel, provider_message_id, sender, kind, content, raw)
        values ('{id}', 'cloud', 'wamid.{phone}', '{phone}', 'text', jsonb_build_object('text', '{word}'),
                jsonb_build_object('from', '{phone}', 'user_id', '{user_id}'))
    """,
    "outbox": """
        insert into outbox (contact_id, inbox_id, recipient, channel, payload)
        select contact_id, id, '{phone}', 'cloud', jsonb_build_object('text', '{word}') from inbox
        where contact_id = '{id}'
    """,
    "lanes": "insert into lanes (contact_id) values ('{id}')",
    "reply_lanes": "insert into reply_lanes (contact_id) values ('{id}')",
    "audit_log": """
        insert into audit_log (subcontractor_id, action, detail)
        values ('{id}', 'person.renamed', jsonb_build_object('phone', '{phone}', 'to', '{word}'))
    """,
}
"""For every table with a person's data, one row."""

_TABLES = "select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')"
_HOLDS_ONE_OF = "exists (select from unnest($1::text[]) word where strpos(t::text, word) > 0)"


async def fill(rows: Rows, who: Somebody) -> None:
    """Write a row into each table."""
    for statement in ROWS.values():
        await rows.run(statement.format(id=who.id, phone=who.phone, user_id=who.user_id, word=who.word))


async def found(rows: Rows, *words: str) -> dict[str, list[str]]:
    """Return every row of every table that holds one of the words anywhere, as the database writes it."""
    everything = {
        table: await rows.column(f"select t::text from {table} t where {_HOLDS_ONE_OF} order by 1", list(words))
        for table in await rows.column(_TABLES)
    }
    return {table: texts for table, texts in everything.items() if texts}
