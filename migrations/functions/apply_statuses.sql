-- apply_statuses: what a provider says happened to parts that we sent.
-- in:     p_statuses – [{provider_message_id, state, reply_id?, detail?}]; state: sent, delivered, read, failed;
--         reply_id: '<contact_id>:<outbox id>', our own, which finds a part whose send has not come back yet
-- out:    how many belonged to a part of ours; unknown ones are passed over
-- races:  people are locked in order; a part that waited with an unknown result frees its lane at once
-- caller: the door
create or replace function apply_statuses(p_statuses jsonb) returns int
language plpgsql set enable_seqscan = off set enable_bitmapscan = off as $$
declare
    v_now     timestamptz := now();
    v_status  record;
    v_before  text;
    v_count   int := 0;
begin
    for v_status in
        select o.contact_id, o.id, s.state, s.provider_message_id, s.detail
        from rows from (jsonb_to_recordset(p_statuses)
             as (provider_message_id text, state text, reply_id text, detail text)) with ordinality as s
        -- Anybody's text may stand in reply_id; only a CASE promises that it is looked at before it is cast.
        cross join lateral (
            select case when s.reply_id ~ '^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}:[0-9]{1,18}$'
                        then string_to_array(s.reply_id, ':') end as keys
        ) own
        join lateral (
            select contact_id, id from outbox
            where contact_id = own.keys[1]::uuid and id = own.keys[2]::bigint
            union
            select contact_id, id from outbox where provider_message_id = s.provider_message_id
            limit 1
        ) o on true
        order by o.contact_id, s.ordinality
    loop
        perform from reply_lanes where contact_id = v_status.contact_id for update;
        v_before := mark_reply(v_status.contact_id, v_status.id, v_status.state, v_status.provider_message_id,
                               v_status.detail);
        if v_before = 'sending' then
            update reply_lanes set due_at = v_now where contact_id = v_status.contact_id and worker is null;
        end if;
        v_count := v_count + 1;
    end loop;
    return v_count;
end;
$$;
