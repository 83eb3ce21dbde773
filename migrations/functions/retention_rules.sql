-- retention_rules: what may grow old, and when a row of it has.
-- in:     –
-- out:    rows (kind, name, condition): the kind of data, a table of it, and what is true of a row `t`
--         that goes; in the condition $1 is the time before which things are old, $2 is now. In words –
--         messages: sessions that are over, and with them their messages (no snapshot is taken), unless a human still
--         has the conversation or a reply is under way; inbox: what has its outcome; outbox: what is out of our hands, and
--         what the company was told;
--         snapshots: archived sessions; reports: task updates and closed incidents; audit: the audit log;
--         strangers: people who are not registered and of whom nothing else is left; before each their lane, as
--         whoever writes down a message holds it
-- caller: apply_retention
create or replace function retention_rules() returns table (kind text, name text, condition text)
language sql immutable as $$
    values
        ('messages', 'conversation_sessions', $r$
            t.status <> 'active' and t.started_at < $1 and coalesce(t.ended_at, t.last_message_at) < $1
            and not exists (select from subcontractors s where s.id = t.subcontractor_id and s.handoff_until > $2)
            and not exists (select from outbox o
                            where o.contact_id = t.subcontractor_id and o.state in ('pending', 'sending')) $r$),
        ('inbox', 'inbox', $r$
            t.state <> 'pending' and t.received_at < $1 and t.finished_at < $1 $r$),
        ('outbox', 'outbox', $r$
            t.state not in ('pending', 'sending') and t.created_at < $1 and coalesce(t.sent_at, t.created_at) < $1 $r$),
        ('outbox', 'notifications', $r$ t.state <> 'pending' and t.created_at < $1 $r$),
        ('snapshots', 'session_snapshots', 't.created_at < $1'),
        ('reports', 'task_updates', 't.created_at < $1'),
        ('reports', 'incidents', $r$ t.status = 'closed' and t.created_at < $1 $r$),
        ('audit', 'audit_log', 't.created_at < $1'),
        ('strangers', 'lanes', $r$
            exists (select from contacts c where c.id = t.contact_id and c.created_at < $1)
            and not exists (select from subcontractors s where s.id = t.contact_id)
            and not exists (select from inbox i where i.contact_id = t.contact_id)
            and not exists (select from outbox o where o.contact_id = t.contact_id) $r$),
        ('strangers', 'contacts', $r$
            t.created_at < $1
            and not exists (select from subcontractors s where s.id = t.id)
            and not exists (select from contacts c where c.same_as = t.id)
            and not exists (select from lanes l where l.contact_id = t.id)
            and not exists (select from inbox i where i.contact_id = t.id)
            and not exists (select from outbox o where o.contact_id = t.id) $r$)
$$;
