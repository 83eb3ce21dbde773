"""What can go wrong with a database, done by hand, and what check_integrity says of it."""

from __future__ import annotations

from dataclasses import dataclass

from tests.rows import Rows
from tests.sql.demo import BUREAU, CHAMPIGNY, JEAN, MARIA, NOBODY, NOWHERE

WHO = "50000000-0000-4000-8000-00000000aaaa"
STRANGER = f"insert into contacts (id) values ('{WHO}');"
WAITING = f"""
    {STRANGER} insert into inbox (contact_id, channel, provider_message_id, sender, kind, content)
    values ('{WHO}', 'cloud', 'm1', '+33611111111', 'text', '{{}}');
"""
UNGUARDED = "drop index idx_unique_active_session_per_user;"
UNTIED = "alter table messages drop constraint messages_subcontractor_id_session_id_fkey;"
PEOPLE_GONE = "alter table conversation_sessions drop constraint conversation_sessions_subcontractor_id_fkey;"
UNCHECKED = "alter table inbox drop constraint inbox_check;"


def replying(state: str, age: str = "0 s") -> str:
    """Write a reply to a stranger that has been `sending` for `age`."""
    return f"""
        {STRANGER} insert into outbox (contact_id, recipient, channel, payload, state, sending_since)
        values ('{WHO}', '+33611111111', 'cloud', '{{"text": "ç\\u2019est 1.50 €", "n": 1.50}}', '{state}',
                now() - interval '{age}');
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """What is done, which checks find how much, and whether `relais doctor --fix` can mend it."""

    done: str
    found: dict[str, int]
    mended: bool = True


DAMAGE: dict[str, Damage] = {
    "two-active-sessions": Damage(
        done=f"{UNGUARDED} insert into conversation_sessions (subcontractor_id, last_message_at, summary) "
        f"select '{MARIA}', now() - n * interval '1.000001 s', 'n° ' || n from generate_series(1, 3) n",
        found={"duplicate_active_sessions": 2, "missing_indexes": 1},
    ),
    "no-index": Damage(done=UNGUARDED, found={"missing_indexes": 1}),
    "no-other-index": Damage(done="drop index idx_messages_session, idx_outbox_open", found={"missing_indexes": 2}),
    "index-of-another-kind": Damage(
        done=f"{UNGUARDED} create index idx_unique_active_session_per_user on conversation_sessions (subcontractor_id)",
        found={"missing_indexes": 1},
    ),
    "index-of-every-session": Damage(
        done=f"{UNGUARDED} create unique index idx_unique_active_session_per_user on conversation_sessions (id)",
        found={"missing_indexes": 1},
    ),
    "no-key": Damage(done="alter table inbox drop constraint inbox_provider_message", found={"missing_constraints": 1}),
    "no-primary-key": Damage(
        done="alter table audit_log drop constraint audit_log_pkey", found={"missing_constraints": 1}
    ),
    "no-foreign-key": Damage(done=UNTIED, found={"missing_constraints": 1}),
    "no-check": Damage(done=UNCHECKED, found={"missing_constraints": 1}),
    "orphaned-messages": Damage(
        done=f"{UNTIED} delete from conversation_sessions where subcontractor_id = '{JEAN}'",
        found={"orphaned_messages": 3, "missing_constraints": 1},
    ),
    "orphans-behind-a-foreign-key-on-trust": Damage(
        done=f"{UNTIED} delete from conversation_sessions where subcontractor_id = '{JEAN}'; "
        "alter table messages add constraint messages_subcontractor_id_session_id_fkey foreign key "
        "(subcontractor_id, session_id) references conversation_sessions (subcontractor_id, id) on delete cascade "
        "not valid",
        found={"orphaned_messages": 3, "invalid_constraints": 1},
    ),
    "sessions-of-nobody": Damage(
        done=f"{PEOPLE_GONE} {UNGUARDED} update conversation_sessions set subcontractor_id = '{NOBODY}' where false; "
        f"insert into conversation_sessions (subcontractor_id, status) values ('{NOBODY}', 'ended'); "
        "insert into messages (subcontractor_id, session_id, direction, metadata, confidence) "
        "select subcontractor_id, id, 'inbound', '{\"n\": 12345678901234567890.10}', 0.1 from conversation_sessions "
        f"where subcontractor_id = '{NOBODY}'",
        found={"orphaned_rows": 2, "missing_constraints": 1, "missing_indexes": 1},
    ),
    "a-project-that-is-nowhere": Damage(
        done="alter table subcontractors drop constraint subcontractors_last_project_id_fkey; "
        f"update subcontractors set last_project_id = '{NOWHERE}', last_project_at = now() where id = '{JEAN}'",
        found={"orphaned_rows": 1, "deleted_projects_referenced": 1, "missing_constraints": 1},
    ),
    "a-count-that-lies": Damage(done="update conversation_sessions set message_count = 7", found={"message_counts": 1}),
    "a-message-that-nobody-will-see": Damage(done=WAITING, found={"inbox_without_outcome": 1}),
    "a-lane-at-rest": Damage(
        done=f"{WAITING} insert into lanes (contact_id, fence) values ('{WHO}', 7)",
        found={"inbox_without_outcome": 1},
    ),
    "finished-without-an-outcome": Damage(
        done=f"{UNCHECKED} {WAITING} update inbox set state = 'done'",
        found={"wrong_outcomes": 1, "missing_constraints": 1},
    ),
    "a-reply-without-a-lane": Damage(done=replying("pending"), found={"replies_stuck": 1}),
    "a-reply-in-a-lane-at-rest": Damage(
        done=replying("sending") + f"insert into reply_lanes (contact_id) values ('{WHO}')",
        found={"replies_stuck": 1},
    ),
    "a-reply-that-is-being-sent-for-ever": Damage(
        done=replying("sending", "2 h") + f"insert into reply_lanes (contact_id, due_at) values ('{WHO}', now())",
        found={"replies_stuck": 1},
    ),
    "a-deleted-project": Damage(
        done=f"""
            update subcontractors set last_project_id = '{CHAMPIGNY}' where id in ('{JEAN}', '{MARIA}');
            update subcontractors set last_project_id = '{BUREAU}' where id not in ('{JEAN}', '{MARIA}');
            update conversation_sessions set current_project_id = '{CHAMPIGNY}';
            update projects set deleted_at = now() where id = '{CHAMPIGNY}'
        """,
        found={"deleted_projects_referenced": 3},
    ),
    "a-trigger-switched-off": Damage(
        done="alter table messages disable trigger count_messages_added", found={"missing_triggers": 1}
    ),
    "triggers-gone": Damage(
        done="drop trigger count_messages_added on messages; drop trigger count_messages_removed on messages",
        found={"missing_triggers": 2},
    ),
    "every-trigger-switched-off": Damage(
        # foreign keys are triggers, too: of messages to sessions, and of the sessions' side
        done="alter table documents disable trigger all",
        found={"missing_constraints": 2},
    ),
    "functions-gone": Damage(
        done="drop function get_or_create_session, debug_notice, restore_project", found={"missing_functions": 3}
    ),
    "a-table-gone": Damage(
        done="drop table session_snapshots",
        found={"missing_tables": 1, "missing_constraints": 1, "missing_indexes": 1},
    ),
    "a-column-that-nobody-can-fill-again": Damage(
        done="alter table companies drop column name cascade", found={"missing_columns": 1}, mended=False
    ),
    "a-column-gone": Damage(
        done="alter table tasks drop column position", found={"missing_columns": 1, "missing_indexes": 1}
    ),
    "views-gone": Damage(
        done="drop view duplicate_active_sessions, sessions_created_per_hour", found={"missing_views": 2}
    ),
    "a-table-that-anybody-may-read": Damage(
        done="alter table messages disable row level security", found={"row_level_security": 1}
    ),
    "a-constraint-that-the-rows-break": Damage(
        done="alter table tasks add constraint tasks_short check (length(title) < 3) not valid",
        found={"invalid_constraints": 1},
        mended=False,
    ),
    "a-constraint-on-trust": Damage(
        done="alter table tasks add constraint tasks_long check (length(title) > 3) not valid",
        found={"invalid_constraints": 1},
    ),
}


HEALTHY: dict[str, str] = {
    "a-message-that-waits": f"{WAITING} insert into lanes (contact_id, due_at) values ('{WHO}', now())",
    "a-reply-that-waits": replying("pending") + f"insert into reply_lanes (contact_id, due_at) values ('{WHO}', now())",
    "a-reply-that-waits-for-its-status": replying("sending", "9 m")
    + f"insert into reply_lanes (contact_id, due_at) values ('{WHO}', now() + interval '1 m')",
    "a-reply-that-is-being-sent-again": replying("sending", "9 h")
    + f"insert into reply_lanes (contact_id, due_at, worker) values ('{WHO}', now() + interval '30 s', 'w')",
    "a-reply-that-arrived": replying("read"),
    "a-chosen-project": f"update subcontractors set last_project_id = '{CHAMPIGNY}'",
    "many-ended-sessions": (
        f"insert into conversation_sessions (subcontractor_id, status) select '{MARIA}', 'ended' "
        "from generate_series(1, 3)"
    ),
    "an-index-of-another-name": (
        f"{UNGUARDED} create unique index other on conversation_sessions (subcontractor_id) where status = 'active'"
    ),
    "a-table-of-somebody-else": "create table theirs (n int); alter table theirs add constraint few check (n < 3) not valid",
}


async def make_healthy(rows: Rows) -> None:
    """Give Jean a session with three messages."""
    session_id = await rows.value("select get_or_create_session($1)", JEAN)
    await rows.run(
        "insert into messages (subcontractor_id, session_id, direction, body, confidence, metadata) "
        """select $1, $2, 'inbound', E'n° ' || n || E'\\t"ç" 👷', 0.1 * n, '{"n": 12345678901234567890.10}' """
        "from generate_series(1, 3) n",
        JEAN,
        session_id,
    )
