-- get_story: everything that is known of one message, from webhook to delivery.
-- in:     p_message_id – messages.id or the provider's id, inbound or outbound
-- out:    {inbox: {…} | null, turn: [the inbox rows of the same turn], session: {…} | null, messages: [...],
--         replies: [...]}, or null when nobody knows it; what a human wrote belongs to no turn and has no inbox row; the
--         template of a reply is what went out instead of it
-- caller: relais why, the API
create or replace function get_story(p_message_id text) returns jsonb
language plpgsql stable as $$
declare
    v_contact  uuid;
    v_inbox    bigint;
    v_row      jsonb;
    v_turn     jsonb;
    v_message  uuid;
    v_session  uuid;
    v_said     jsonb;
begin
    if p_message_id ~ '^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$' then
        v_message := p_message_id::uuid;
    end if;
    select contact_id, id into v_contact, v_inbox from (
        select contact_id, id from inbox where provider_message_id = p_message_id
        union all
        select contact_id, inbox_id from outbox where provider_message_id = p_message_id
        union all
        select o.contact_id, o.inbox_id from messages m
        join outbox o on o.contact_id = m.subcontractor_id and o.message_id = m.id
        where m.id = v_message
        union all
        select i.contact_id, i.id from messages m
        join inbox i on i.contact_id = m.subcontractor_id and i.provider_message_id = m.provider_message_id
        where m.id = v_message and m.direction = 'inbound'
    ) found limit 1;
    if v_contact is null then
        return null;
    end if;
    if v_inbox is null then
        select message_id, m.session_id into v_message, v_session
        from outbox o join messages m on m.subcontractor_id = o.contact_id and m.id = o.message_id
        where o.contact_id = v_contact and (o.provider_message_id = p_message_id or o.message_id = v_message);
        v_said := jsonb_build_array(v_message);
    else
        select to_jsonb(i) - 'raw' into v_row from inbox i where contact_id = v_contact and id = v_inbox;
        v_turn := coalesce(v_row -> 'trace' -> 'inbox_ids', jsonb_build_array(v_inbox));
        v_session := (v_row -> 'trace' ->> 'session_id')::uuid;
        v_said := v_row -> 'trace' -> 'message_ids';
    end if;
    return jsonb_build_object(
        'inbox', v_row,
        'turn', (select coalesce(jsonb_agg(to_jsonb(i) order by i.id), '[]')
                 from (select id, provider_message_id, kind, outcome from inbox
                       where contact_id = v_contact and v_turn @> to_jsonb(id)) i),
        'session', (select to_jsonb(s) from (select id, status, started_at, ended_reason from conversation_sessions
                                             where subcontractor_id = v_contact and id = v_session) s),
        'messages', (select coalesce(jsonb_agg(jsonb_build_object(
                                'id', m.id, 'direction', m.direction, 'kind', m.kind, 'body', m.body,
                                'intent', m.intent, 'confidence', m.confidence, 'language', m.language,
                                'status', m.status, 'provider_message_id', m.provider_message_id,
                                'tool_outputs', m.metadata -> 'tool_outputs') order by m.seq), '[]')
                     from messages m
                     where m.subcontractor_id = v_contact and v_said @> to_jsonb(m.id)),
        'replies', (select coalesce(jsonb_agg(jsonb_build_object(
                               'id', o.id, 'part', o.part, 'state', o.state, 'attempts', o.attempts,
                               'provider_message_id', o.provider_message_id, 'last_error', o.last_error,
                               'template', o.template, 'created_at', o.created_at, 'sent_at', o.sent_at) order by o.id), '[]')
                    from outbox o
                    where o.contact_id = v_contact
                      and (v_turn @> to_jsonb(o.inbox_id) or v_inbox is null and o.message_id = v_message)));
end;
$$;
