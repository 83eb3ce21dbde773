-- finish_turn: everything that a turn wants to happen, in one transaction, if the lane is still held.
-- in:     p_contact_id, p_fence – as claim_turn gave them
--         p_turn – {session_id?, inbox: [{id, outcome}], trace, messages: [rows of messages], effects: [see
--         apply_effect], replies: [see add_replies], phase?, costs?: [{item, quantity}, see prices], flood?: see flooding,
--         live?: the caller wants to know how the session stands}; session_id is missing for a stranger: no messages
--         p_quiet_ms, p_cap_ms – see lane_due
-- out:    see get_session, when p_turn asks for it; else null
-- errors: RL001 – the lane was lost: nothing was written
-- races:  locks are taken in one order everywhere: lane, reply lane, person, session
-- caller: the worker
create or replace function finish_turn(p_contact_id uuid, p_fence bigint, p_turn jsonb, p_quiet_ms int, p_cap_ms int)
returns jsonb
language plpgsql set enable_seqscan = off set enable_bitmapscan = off as $$
declare
    v_now       timestamptz := now();
    v_attempts  int := hold_lane(p_contact_id, p_fence);
    v_session   uuid := (p_turn ->> 'session_id')::uuid;
    v_effect    jsonb;
    v_replies   int;
    v_cost      numeric;
    v_handled   record;
begin
    perform from reply_lanes where contact_id = p_contact_id for update;
    if v_session is not null then
        if p_turn -> 'effects' <> '[]' then
            -- An effect may change the person: they are locked before their session, as everybody does.
            perform from subcontractors where id = p_contact_id for no key update;
        end if;
        insert into messages (subcontractor_id, id, session_id, direction, kind, body, language, channel,
                              provider_message_id, reply_to, intent, confidence, metadata, status, created_at)
        select p_contact_id, m.id, v_session, m.direction, m.kind, m.body, m.language, m.channel,
               m.provider_message_id, m.reply_to, m.intent, m.confidence, coalesce(m.metadata, '{}'), m.status, v_now
        from rows from (jsonb_to_recordset(p_turn -> 'messages')
             as (id uuid, direction text, kind text, body text, language text, channel text, provider_message_id text,
                 reply_to text, intent text, confidence real, metadata jsonb, status text)) with ordinality as m
        order by m.ordinality;
        perform add_media(p_contact_id, p_turn -> 'messages')
        where jsonb_path_exists(p_turn, '$.messages[*].metadata.media');

        v_cost := price_of(format('message.%s.in', p_turn -> 'messages' -> 0 ->> 'channel'),
                           jsonb_array_length(p_turn -> 'inbox'));
        if p_turn ? 'costs' then
            v_cost := v_cost + bill_costs(p_contact_id, p_turn -> 'costs');
        end if;
        update conversation_sessions
        set last_message_at = v_now, turn_count = turn_count + 1, updated_at = v_now,
            phase = coalesce(p_turn ->> 'phase', phase), total_cost = total_cost + v_cost
        where subcontractor_id = p_contact_id and id = v_session;

        for v_effect in select value from jsonb_array_elements(coalesce(p_turn -> 'effects', '[]')) loop
            perform apply_effect(p_contact_id, v_session, v_effect);
        end loop;
    end if;

    with handled as (
        update inbox i
        set state = 'done', outcome = o.outcome, attempts = v_attempts, trace = p_turn -> 'trace', finished_at = v_now
        from jsonb_to_recordset(p_turn -> 'inbox') as o (id bigint, outcome text)
        where i.contact_id = p_contact_id and i.id = o.id and i.state = 'pending'
        returning i.received_at
    )
    select min(received_at) as first_at, count(*)::int as messages into v_handled from handled;

    v_replies := add_replies(p_contact_id, (p_turn -> 'inbox' -> 0 ->> 'id')::bigint, coalesce(p_turn -> 'replies', '[]'));

    perform rest_lane(p_contact_id, v_handled.first_at, v_handled.messages, p_turn ->> 'flood' is not null,
                      p_quiet_ms, p_cap_ms);
    return case when v_session is not null and p_turn ? 'live' then get_session(v_session) end;
end;
$$;
