-- release_turn: a turn that was not begun, or was broken off by a shutdown: the next worker takes it at once.
-- in:     p_contact_id, p_fence
-- out:    true
-- errors: RL001 – the lane was lost
-- caller: the worker, when it stops
create or replace function release_turn(p_contact_id uuid, p_fence bigint) returns boolean
language plpgsql as $$
declare
    v_now       timestamptz := now();
    v_attempts  int := hold_lane(p_contact_id, p_fence);
begin
    update lanes
    set worker = null, attempts = v_attempts - 1, due_at = lane_due(p_contact_id, v_now, 0, 0)
    where contact_id = p_contact_id;
    return true;
end;
$$;
