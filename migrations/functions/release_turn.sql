-- release_turn: a turn that was not begun, or was broken off by a shutdown or an outage: the next worker takes it.
-- in:     p_contact_id, p_fence; p_pause_seconds – until then nobody does
-- out:    true
-- errors: RL001 – the lane was lost
-- caller: the worker
create or replace function release_turn(p_contact_id uuid, p_fence bigint, p_pause_seconds numeric default 0)
returns boolean
language plpgsql as $$
declare
    v_now       timestamptz := now();
    v_attempts  int := hold_lane(p_contact_id, p_fence);
begin
    update lanes
    set worker = null, attempts = v_attempts - 1,
        due_at = greatest(lane_due(p_contact_id, v_now, 0, 0), v_now + make_interval(secs => p_pause_seconds))
    where contact_id = p_contact_id;
    return true;
end;
$$;
