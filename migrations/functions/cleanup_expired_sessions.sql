-- cleanup_expired_sessions: ends what was forgotten, archives and removes what is old.
-- in:     p_cutoff_days – days (7)
-- out:    how many sessions it ended or removed: active ones idle for longer than the cut-off end as 'timeout'; those
--         that ended before it are written whole into session_snapshots and removed with their messages, unless a human
--         still has the conversation
-- races:  a session that somebody holds is left for the next run
-- caller: relais maintain cleanup-sessions, the schedule, the SQL editor
create or replace function cleanup_expired_sessions(p_cutoff_days int default 7) returns int
language plpgsql as $$
declare
    v_now      timestamptz := now();
    v_cutoff   timestamptz := v_now - make_interval(days => p_cutoff_days);
    v_session  record;
    v_count    int := 0;
begin
    for v_session in
        select subcontractor_id, id from conversation_sessions s
        where status <> 'active' and coalesce(ended_at, last_message_at) < v_cutoff
          and not (status = 'escalated' and exists (
              select from subcontractors p where p.id = s.subcontractor_id and p.handoff_until > v_now))
        for update skip locked
    loop
        perform archive_session(v_session.subcontractor_id, v_session.id);
        v_count := v_count + 1;
    end loop;
    for v_session in
        select id from conversation_sessions
        where status = 'active' and last_message_at < v_cutoff
        for update skip locked
    loop
        perform end_session(v_session.id, 'timeout');
        v_count := v_count + 1;
    end loop;
    return v_count;
end;
$$;
