-- claim_turn: takes one person's lane and what is to be handled next.
-- in:     p_contact_id – a lane that the caller has locked; p_worker; p_lease_seconds; p_burst – messages at most
-- out:    {contact_id, fence, attempts, person, messages}, or null when nothing waits (the lane is put to rest).
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
begin
    update lanes
    set worker = p_worker, fence = fence + 1, attempts = attempts + 1,
        due_at = v_now + make_interval(secs => p_lease_seconds)
    where contact_id = p_contact_id
    returning fence, attempts into v_lane;

    -- What waits together stands in the provider's order; of a long backlog only the oldest arrivals are looked at.
    with waiting as (
        select oldest.*, row_number() over (order by coalesce(provider_time, received_at), id) as place
        from (select id, channel, provider_message_id, sender, kind, prompt, provider_time, received_at,
                     content || coalesce(transcript, '{}') as content
              from inbox where contact_id = p_contact_id and state = 'pending'
              order by id limit 200) oldest
    )
    select jsonb_agg(jsonb_build_object(
               'id', id, 'channel', channel, 'provider_message_id', provider_message_id, 'sender', sender,
               'kind', kind, 'content', content, 'received_at', received_at) order by place)
    into v_messages
    from waiting
    where place = 1
       or (v_lane.attempts = 1 and place <= p_burst
           and place < coalesce((select min(place) from waiting
                                 where prompt or channel <> (select channel from waiting where place = 1)), 201));

    if v_messages is null then
        update lanes set worker = null, attempts = 0, due_at = null where contact_id = p_contact_id;
        return null;
    end if;
    return jsonb_build_object(
        'contact_id', p_contact_id, 'fence', v_lane.fence, 'attempts', v_lane.attempts, 'messages', v_messages,
        'person', (select jsonb_build_object('id', id, 'phone', phone, 'name', name, 'language', language,
                                             'active', active, 'handoff_until', handoff_until,
                                             'handed_off', coalesce(handoff_until > v_now, false))
                   from subcontractors where id = p_contact_id));
end;
$$;
