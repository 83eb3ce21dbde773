-- requeue_dead: gives a message that was set aside another life, with all its attempts.
-- in:     p_id – of list_dead
-- out:    true; false when no message with this id is set aside
-- races:  the lane is locked first, as in receive_for_contact
-- caller: relais dead requeue, the API
create or replace function requeue_dead(p_id bigint) returns boolean
language plpgsql as $$
declare
    v_now      timestamptz := now();
    v_contact  uuid;
begin
    select contact_id into v_contact from inbox where id = p_id and state = 'dead';
    perform from lanes where contact_id = v_contact for update;
    update inbox
    set state = 'pending', outcome = null, attempts = 0, finished_at = null, prompt = true
    where contact_id = v_contact and id = p_id and state = 'dead';
    if not found then
        return false;
    end if;
    update lanes set due_at = lane_due(v_contact, v_now, 0, 0)
    where contact_id = v_contact and worker is null and attempts = 0;
    return true;
end;
$$;
