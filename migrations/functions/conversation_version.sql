-- conversation_version: a short text that is another one when a conversation has changed.
-- in:     p_session_id – a session's id, as somebody wrote it
-- out:    the version; 'gone' when there is no such session
-- caller: console_version
create or replace function conversation_version(p_session_id text) returns text
language plpgsql stable set enable_seqscan = off set enable_bitmapscan = off as $$
declare
    v_session  conversation_sessions;
    v_said     text;
begin
    if p_session_id !~ '^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$' then
        return 'gone';
    end if;
    select * into v_session from conversation_sessions where id = p_session_id::uuid limit 1;
    if not found then
        return 'gone';
    end if;
    select md5(string_agg(concat_ws('.', seq, status), ',' order by seq)) into v_said
    from (select seq, status from messages
          where subcontractor_id = v_session.subcontractor_id and session_id = v_session.id
          order by seq desc limit 200) newest;
    return concat_ws('/', v_session.status, v_session.message_count, extract(epoch from v_session.updated_at), v_said,
        (select extract(epoch from handoff_until) from subcontractors where id = v_session.subcontractor_id),
        (select concat_ws('.', count(*), max(id)) from inbox
         where contact_id = v_session.subcontractor_id and state = 'pending'),
        (select concat_ws('.', count(*), max(id)) from outbox
         where contact_id = v_session.subcontractor_id and state in ('pending', 'sending')),
        (select concat_ws('.', count(*), count(due_at)) from media_files where subcontractor_id = v_session.subcontractor_id),
        (select max(id) from audit_log where subcontractor_id = v_session.subcontractor_id));
end;
$$;
