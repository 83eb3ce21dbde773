-- hold_lane: locks a lane for the rest of the transaction, if the caller still holds it.
-- in:     p_contact_id; p_fence – as claim_turn gave it
-- out:    the claims since the last success
-- errors: RL001 – somebody else has claimed the lane since: nothing of this turn may be written
-- caller: finish_turn, fail_turn, release_turn
create or replace function hold_lane(p_contact_id uuid, p_fence bigint) returns int
language plpgsql as $$
declare
    v_attempts int;
begin
    select attempts into v_attempts from lanes
    where contact_id = p_contact_id and fence = p_fence and worker is not null
    for update;
    if not found then
        raise exception 'the lane of % is no longer held with fence %', p_contact_id, p_fence using errcode = 'RL001';
    end if;
    return v_attempts;
end;
$$;
