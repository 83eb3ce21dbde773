-- claim_turn: takes one person's lane and what is to be handled next.
-- in:     p_contact_id – a lane that the caller has locked; p_worker; p_lease_seconds; p_burst – messages at most
-- out:    {contact_id, fence, attempts, flood: see flooding, person, messages}, or null when nothing waits (the lane is
--         put to rest).
--         person: the subcontractor, or null for a stranger. messages: in order; a prompt one stands alone, what waits
--         together on one channel is one burst, and after a failure only the first is tried, so that it harms no
--         neighbour; the content of a voice message holds its transcript (see save_transcript)
-- caller: claim_turns
create or replace function claim_turn(p_contact_id uuid, p_worker text, p_lease_seconds numeric, p_burst int)
returns jsonb
language plpgsql as $$
declare
    v_now       timestamptz := now();
    v_lane      record;
    v_messages  jsonb;
    v_waiting   int;
begin
    update lanes
    set worker = p_worker, fence = fence + 1, attempts = attempts + 1,
        due_at = v_now + make_interval(secs => p_lease_seconds)
    where contact_id = p_contact_id
    returning fence, attempts, window_from, window_messages, flood_until into v_lane;

    -- What waits together stands in the provider's order; of a long backlog only the oldest arrivals are looked at.
    with waiting as (
        select oldest.*, row_number() over (order by coalesce(provider_time, received_at), id) as place
        from (select id, channel, provider_message_id, sender, kind, prompt, provider_time, received_at,
                     content || coalesce(transcript, '{}') as content
              from inbox where contact_id = p_contact_id and state = 'pending'
              order by id limit 301) oldest
    )
    select count(*) filter (where received_at <= v_lane.window_from + interval '1 minute'),
           jsonb_agg(jsonb_build_object(
               'id', id, 'channel', channel, 'provider_message_id', provider_message_id, 'sender', sender,
               'kind', kind, 'content', content, 'received_at', received_at) order by place)
           filter (where place = 1
                      or (v_lane.attempts = 1 and place <= p_burst
                          and place < coalesce((select min(place) from waiting
                                                where prompt or channel <> (select channel from waiting
                                                                            where place = 1)), 302)))
    into v_waiting, v_messages
    from waiting;

    if v_messages is null then
        update lanes set worker = null, attempts = 0, due_at = null where contact_id = p_contact_id;
        return null;
    end if;
    return jsonb_build_object(
        'contact_id', p_contact_id, 'fence', v_lane.fence, 'attempts', v_lane.attempts, 'messages', v_messages,
        'flood', flooding(v_lane.window_from, v_lane.window_messages, v_lane.flood_until,
                          (v_messages -> 0 ->> 'received_at')::timestamptz, v_waiting),
        'person', (select jsonb_build_object('id', id, 'phone', phone, 'name', name, 'language', language,
                                             'active', active, 'handoff_until', handoff_until,
                                             'handed_off', coalesce(handoff_until > v_now, false))
                   from subcontractors where id = p_contact_id));
end;
$$;
