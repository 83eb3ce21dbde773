-- claim_turns: turns that are due, of as many people as the worker has room for.
-- in:     p_worker – who asks; p_limit – people at most; p_lease_seconds; p_burst – messages of one turn at most
-- out:    {turns: [as in claim_turn], next_due_in: seconds until the next lane is due, or null}; a lane
--         that was skipped is due already: 0 or less
-- races:  lanes that others hold or are about to take are skipped
-- caller: the worker
create or replace function claim_turns(p_worker text, p_limit int, p_lease_seconds numeric, p_burst int)
returns jsonb
language plpgsql set enable_seqscan = off set enable_bitmapscan = off as $$
declare
    v_now      timestamptz := now();
    v_contact  uuid;
    v_turn     jsonb;
    v_turns    jsonb := '[]';
    v_next     timestamptz;
begin
    for v_contact in
        select contact_id from lanes where due_at <= v_now order by due_at limit p_limit for update skip locked
    loop
        v_turn := claim_turn(v_contact, p_worker, p_lease_seconds, p_burst);
        if v_turn is not null then
            v_turns := v_turns || v_turn;
        end if;
    end loop;
    select due_at into v_next from lanes where due_at is not null order by due_at limit 1;
    return jsonb_build_object('turns', v_turns, 'next_due_in', extract(epoch from v_next - v_now));
end;
$$;
