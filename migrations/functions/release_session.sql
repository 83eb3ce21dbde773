-- release_session: an operator gives a person's conversation back; the bot answers from the next message on.
-- in:     p_session_id
-- out:    see get_session; a session that a human had stays escalated, and the next message opens a new one
-- errors: RL002 – no such session
-- caller: the API
create or replace function release_session(p_session_id uuid) returns jsonb
language plpgsql as $$
declare
    v_person uuid := person_of_session(p_session_id);
begin
    update subcontractors set handoff_until = null where id = v_person;
    perform audit(v_person, 'operator.released', jsonb_build_object('session_id', p_session_id));
    return get_session(p_session_id);
end;
$$;
