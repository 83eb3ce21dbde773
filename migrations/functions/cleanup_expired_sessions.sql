-- cleanup_expired_sessions: ends what was forgotten, archives and removes what is old.
-- in:     p_cutoff_days – days (7)
-- out:    how many sessions it ended or removed: active ones idle for longer than the cut-off end as 'timeout'; those
--         that ended before it are written whole into session_snapshots and removed with their messages, unless a human
--         still has the conversation
-- races:  a session that somebody holds is left for the next run
-- caller: the SQL editor; the worker calls cleanup_some_sessions, which does the same in short transactions
create or replace function cleanup_expired_sessions(p_cutoff_days int default 7) returns int
language plpgsql as $$
begin
    return cleanup_some_sessions(p_cutoff_days, null);
end;
$$;
