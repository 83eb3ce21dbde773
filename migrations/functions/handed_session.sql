-- handed_session: the session in which a human had a person's conversation just before.
-- in:     p_subcontractor_id, without an open session; p_now
-- out:    the id of the session that they wrote in last, when it was a human's within the last day, until an operator
--         ended it or not; else null
-- caller: get_or_create_session
create or replace function handed_session(p_subcontractor_id uuid, p_now timestamptz) returns uuid
language plpgsql stable as $$
begin
    return (
        select s.id
        from (select id, status, phase, last_message_at from conversation_sessions
              where subcontractor_id = p_subcontractor_id
              order by last_message_at desc, started_at desc limit 1) s
        join subcontractors c on c.id = p_subcontractor_id
        where (s.status = 'escalated' or s.phase = 'with_human')
          and greatest(s.last_message_at, c.handoff_until) > p_now - interval '1 day');
end;
$$;
