-- receive_events: messages, perhaps of several webhooks, written down durably.
-- in:     p_messages – as in receive_for_contact, each with `sender` and perhaps `user_id`; of many people
--         p_quiet_ms, p_cap_ms – see lane_due
-- out:    how many were new; calling it again changes nothing
-- races:  everybody locks lanes in the order of the people, so that no two batches wait for each other in a circle
-- caller: the door, the spool
create or replace function receive_events(p_messages jsonb, p_quiet_ms int, p_cap_ms int) returns int
language plpgsql set enable_seqscan = off set enable_bitmapscan = off as $$
declare
    v_sender  record;
    v_person  record;
    v_people  jsonb := '{}';
    v_count   int := 0;
begin
    for v_sender in
        select m ->> 'sender' as address, max(m ->> 'user_id') as user_id
        from jsonb_array_elements(p_messages) m
        group by 1 order by 1
    loop
        v_people := v_people || jsonb_build_object(
            v_sender.address, find_or_create_contact(v_sender.address, v_sender.user_id));
    end loop;

    for v_person in
        select (v_people ->> (m ->> 'sender'))::uuid as contact_id, jsonb_agg(m order by place) as messages
        from jsonb_array_elements(p_messages) with ordinality as item (m, place)
        group by 1 order by 1
    loop
        v_count := v_count + receive_for_contact(v_person.contact_id, v_person.messages, p_quiet_ms, p_cap_ms);
    end loop;
    return v_count;
end;
$$;
