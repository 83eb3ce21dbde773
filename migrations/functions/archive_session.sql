-- archive_session: writes one session and its messages into session_snapshots and removes them.
-- in:     p_subcontractor_id, p_session_id
-- out:    true
-- caller: cleanup_some_sessions
create or replace function archive_session(p_subcontractor_id uuid, p_session_id uuid) returns boolean
language plpgsql set extra_float_digits = 1 as $$  -- or a real is written shorter than it is
begin
    insert into session_snapshots (subcontractor_id, session_id, session, messages)
    select s.subcontractor_id, s.id, to_jsonb(s),
           (select coalesce(jsonb_agg(to_jsonb(m) order by m.seq), '[]') from messages m
            where m.subcontractor_id = s.subcontractor_id and m.session_id = s.id)
    from conversation_sessions s
    where s.subcontractor_id = p_subcontractor_id and s.id = p_session_id
    on conflict (subcontractor_id, session_id)
        do update set session = excluded.session, messages = excluded.messages, created_at = excluded.created_at;
    delete from messages where subcontractor_id = p_subcontractor_id and session_id = p_session_id;
    delete from conversation_sessions where subcontractor_id = p_subcontractor_id and id = p_session_id;
    return true;
end;
$$;
