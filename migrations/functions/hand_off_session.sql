-- hand_off_session: an operator takes a person's conversation; the bot stores what comes and answers nothing.
-- in:     p_session_id
-- out:    see get_session
-- errors: RL002 – no such session
-- caller: the API
create or replace function hand_off_session(p_session_id uuid) returns jsonb
language plpgsql as $$
declare
    v_person uuid := person_of_session(p_session_id);
begin
    perform begin_handoff(v_person, p_session_id);
    perform audit(v_person, 'operator.handed_off', jsonb_build_object('session_id', p_session_id));
    return get_session(p_session_id);
end;
$$;
