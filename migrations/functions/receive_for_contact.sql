-- receive_for_contact: writes down what one person sent and wakes their lane.
-- in:     p_contact_id; p_messages – [{channel, provider_message_id, sender, kind, content, raw, prompt,
--         provider_time, received_at}] in the order of arrival; received_at: when the door took it, if that was
--         earlier; p_quiet_ms, p_cap_ms – see lane_due
-- out:    how many were new; a known id is passed over
-- races:  the lane is locked first, so copies that come at once, in any order, wait for each other
-- caller: receive_events
create or replace function receive_for_contact(p_contact_id uuid, p_messages jsonb, p_quiet_ms int, p_cap_ms int)
returns int
language plpgsql as $$
declare
    v_now   timestamptz := now();
    v_count int;
begin
    perform from lanes where contact_id = p_contact_id for update;
    if not found then
        insert into lanes (contact_id) values (p_contact_id) on conflict (contact_id) do nothing;
        perform from lanes where contact_id = p_contact_id for update;
    end if;

    insert into inbox (contact_id, channel, provider_message_id, sender, kind, content, raw, prompt, provider_time,
                       received_at)
    select p_contact_id, m ->> 'channel', m ->> 'provider_message_id', m ->> 'sender', m ->> 'kind', m -> 'content',
           coalesce(m -> 'raw', '{}'), coalesce((m ->> 'prompt')::boolean, false), (m ->> 'provider_time')::timestamptz,
           least((m ->> 'received_at')::timestamptz, v_now)
    from jsonb_array_elements(p_messages) with ordinality as item (m, place)
    order by place
    on conflict (channel, provider_message_id) do nothing;
    get diagnostics v_count = row_count;

    if v_count > 0 then
        -- A lane that is held, or that backs off after a failure, keeps its time: its holder looks again when it ends.
        update lanes set due_at = lane_due(p_contact_id, v_now, p_quiet_ms, p_cap_ms)
        where contact_id = p_contact_id and worker is null and attempts = 0;
    end if;
    return v_count;
end;
$$;
