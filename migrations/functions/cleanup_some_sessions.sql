-- cleanup_some_sessions: what cleanup_expired_sessions does, for so long.
-- in:     p_cutoff_days – days; p_seconds – it stops after the session with which they are over (null: never)
-- out:    how many sessions it ended or removed; 0: nothing is left to do
-- errors: RL003 – a cut-off in the future
-- races:  a session that somebody holds is left for the next run
-- caller: relais maintain cleanup-sessions and the schedule, again and again; cleanup_expired_sessions
--
-- A transaction of some seconds: the locks of one that walks a hundred thousand sessions would hold up their people,
-- and no call has so much time.
create or replace function cleanup_some_sessions(p_cutoff_days int, p_seconds double precision) returns int
language plpgsql as $$
declare
    v_now      timestamptz := now();
    v_cutoff   timestamptz := v_now - make_interval(days => p_cutoff_days);
    v_end      timestamptz := clock_timestamp() + make_interval(secs => p_seconds);
    v_session  record;
    v_count    int := 0;
begin
    if p_cutoff_days is null or p_cutoff_days < 0 then
        raise exception '% days is no cut-off', coalesce(p_cutoff_days::text, 'null') using errcode = 'RL003';
    end if;
    for v_session in
        select subcontractor_id, id from conversation_sessions s
        where status <> 'active' and coalesce(ended_at, last_message_at) < v_cutoff
          and not (status = 'escalated' and exists (
              select from subcontractors p where p.id = s.subcontractor_id and p.handoff_until > v_now))
        for update skip locked
    loop
        perform archive_session(v_session.subcontractor_id, v_session.id);
        v_count := v_count + 1;
        if clock_timestamp() >= v_end then
            return v_count;
        end if;
    end loop;
    for v_session in
        select id from conversation_sessions
        where status = 'active' and last_message_at < v_cutoff
        for update skip locked
    loop
        perform end_session(v_session.id, 'timeout');
        v_count := v_count + 1;
        if clock_timestamp() >= v_end then
            return v_count;
        end if;
    end loop;
    return v_count;
end;
$$;
