-- end_session_as_operator: an operator ends a session; one that is over stays as it ended.
-- in:     p_session_id; p_reason – see end_session; 'escalation' is a handoff
-- out:    see get_session
-- errors: RL002 – no such session; RL003 – another reason
-- caller: the API
--
-- When a human had the conversation it is over for them, too: nobody is left to a bot that keeps silent.
create or replace function end_session_as_operator(p_session_id uuid, p_reason text) returns jsonb
language plpgsql as $$
declare
    v_person  uuid := person_of_session(p_session_id);
    v_humans  uuid := (select id from conversation_sessions
                       where subcontractor_id = v_person and status = 'escalated'
                       order by ended_at desc, started_at desc limit 1);
begin
    if p_reason = 'escalation' then
        return hand_off_session(p_session_id);
    end if;
    if end_session(p_session_id, p_reason) then
        update subcontractors set handoff_until = null
        where id = v_person and p_session_id = v_humans and handoff_until is not null;
        perform audit(v_person, 'operator.ended_session',
                      jsonb_build_object('session_id', p_session_id, 'reason', p_reason));
    end if;
    return get_session(p_session_id);
end;
$$;
