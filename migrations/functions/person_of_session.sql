-- person_of_session: whose session it is; the person's row is locked until the end of the transaction.
-- in:     p_session_id
-- out:    the person's id
-- errors: RL002 – no such session
-- races:  locks are taken in one order everywhere: lane, reply lane, person, session
-- caller: what an operator does to a session
create or replace function person_of_session(p_session_id uuid) returns uuid
language plpgsql as $$
declare
    v_person uuid;
begin
    select subcontractor_id into v_person from conversation_sessions where id = p_session_id;
    if not found then
        raise exception 'no session has the id %', coalesce(p_session_id::text, 'null') using errcode = 'RL002';
    end if;
    perform from reply_lanes where contact_id = v_person for update;
    perform from subcontractors where id = v_person for no key update;
    return v_person;
end;
$$;
