-- claim_replies: for as many people as there is room for, the next part they are to be sent.
-- in:     p_worker; p_limit – people at most; p_rules – see next_reply
-- out:    {replies: [as in next_reply], next_due_in: seconds until the next reply lane is due, or null}; a
--         lane that was skipped is due already: 0 or less
-- races:  lanes that others hold or are about to take are skipped
-- caller: the sender
create or replace function claim_replies(p_worker text, p_limit int, p_rules jsonb)
returns jsonb
language plpgsql as $$
declare
    v_now      timestamptz := now();
    v_contact  uuid;
    v_reply    jsonb;
    v_replies  jsonb := '[]';
    v_next     timestamptz;
begin
    for v_contact in
        select contact_id from reply_lanes where due_at <= v_now order by due_at limit p_limit for update skip locked
    loop
        update reply_lanes set fence = fence + 1 where contact_id = v_contact;
        v_reply := next_reply(v_contact, p_worker, p_rules);
        if v_reply is not null then
            v_replies := v_replies || v_reply;
        end if;
    end loop;
    select due_at into v_next from reply_lanes where due_at is not null order by due_at limit 1;
    return jsonb_build_object('replies', v_replies, 'next_due_in', extract(epoch from v_next - v_now));
end;
$$;
