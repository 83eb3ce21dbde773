"""Rows of a given age, as statements: `label` is what they are found by."""

from __future__ import annotations

from tests.sql.demo import CHAMPIGNY, JEAN, SLAB

OLD, YOUNG = "now() - interval '31 days'", "now() - interval '29 days'"
STRANGER = "0e000000-0000-4000-8000-000000000002"


def session(status: str, at: str, label: str) -> str:
    return f"""
        with s as (insert into conversation_sessions (subcontractor_id, status, started_at, last_message_at, ended_at,
                                                      summary)
                   values ('{JEAN}', '{status}', {at} - interval '1 h', {at}, {at}, '{label}') returning id)
        insert into messages (subcontractor_id, session_id, direction, body)
        select '{JEAN}', id, 'inbound', '{label}' from s
    """


def inbox(state: str, at: str, label: str, outcome: str = "null", contact: str = JEAN) -> str:
    return f"""
        insert into inbox (contact_id, channel, provider_message_id, sender, kind, content, state, outcome,
                           received_at, finished_at)
        values ('{contact}', 'cloud', '{label}', '+33600000001', 'text', '{{}}', '{state}', {outcome}, {at},
                case when '{state}' <> 'pending' then {at} end)
    """


def outbox(state: str, at: str, label: str, sent_at: str = "null") -> str:
    return f"""
        insert into outbox (contact_id, recipient, channel, payload, state, provider_message_id, created_at, sent_at)
        values ('{JEAN}', '+33600000001', 'cloud', '{{}}', '{state}', '{label}', {at}, {sent_at})
    """


def snapshot(at: str, label: str) -> str:
    return f"""
        insert into session_snapshots values ('{JEAN}', gen_random_uuid(), '{{"summary": "{label}"}}', '[]', {at})
    """


def media(state: str, at: str, label: str) -> str:
    where = f"'{JEAN}/{label}'" if state == "stored" else "null"
    return f"""
        insert into media_files (subcontractor_id, message_id, provider_message_id, position, channel, state, path,
                                 due_at, created_at, stored_at)
        values ('{JEAN}', gen_random_uuid(), '{label}', 1, 'cloud', '{state}', {where},
                case when '{state}' = 'pending' then now() end, {at}, case when '{state}' = 'stored' then {at} end)
    """


def task_update(at: str, label: str) -> str:
    return f"""
        insert into task_updates (subcontractor_id, session_id, source_message_id, task_id, body, created_at)
        values ('{JEAN}', gen_random_uuid(), gen_random_uuid(), '{SLAB}', '{label}', {at})
    """


def incident(status: str, at: str, label: str) -> str:
    return f"""
        insert into incidents (subcontractor_id, session_id, source_message_id, project_id, body, status, created_at)
        values ('{JEAN}', gen_random_uuid(), gen_random_uuid(), '{CHAMPIGNY}', '{label}', '{status}', {at})
    """


def notification(state: str, at: str, label: str) -> str:
    return f"""
        insert into notifications (subcontractor_id, kind, payload, state, due_at, sent_at, created_at)
        values ('{JEAN}', 'incident', '{{"body": "{label}"}}', '{state}', case when '{state}' = 'pending' then {at} end,
                case when '{state}' = 'sent' then {at} end, {at})
    """


def audit(at: str, label: str) -> str:
    return f"insert into audit_log (subcontractor_id, action, created_at) values ('{JEAN}', '{label}', {at})"


def stranger(at: str) -> str:
    return f"""
        insert into contacts (id, created_at) values ('{STRANGER}', {at});
        insert into contact_aliases (alias, contact_id) values ('stranger', '{STRANGER}');
    """
