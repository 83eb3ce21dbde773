-- get_session: one session, as the lists show it.
-- in:     p_session_id
-- out:    see describe_session; null when there is none
-- caller: the API, the console, finish_turn
create or replace function get_session(p_session_id uuid) returns jsonb
language plpgsql stable as $$
begin
    return (
        select describe_session(s, p)
        from conversation_sessions s
        join subcontractors p on p.id = s.subcontractor_id
        where s.id = p_session_id);
end;
$$;
