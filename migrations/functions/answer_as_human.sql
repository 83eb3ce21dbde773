-- answer_as_human: an operator writes to a person, who is with a human from then on (see begin_handoff).
-- in:     p_session_id – one of theirs: the message is kept in the session that the human has then; p_parts – the text
--         as each channel can carry it, in order: {channel: [{message_id, body, payload}]}
-- out:    {id: of the first part, channel, handoff_until, messages: [{id, body}], session: see get_session}; the parts
--         go to where the person wrote from last, of the addresses that still lead to them
-- errors: RL002 – no such session; RL003 – the person never wrote, or from no address that is still theirs, or from a
--         channel that p_parts lacks
-- caller: the API
create or replace function answer_as_human(p_session_id uuid, p_parts jsonb) returns jsonb
language plpgsql as $$
declare
    v_now     timestamptz := now();
    v_person  uuid := person_of_session(p_session_id);
    v_last    record;
    v_id      uuid;
    v_parts   jsonb;
begin
    select i.channel, i.sender into v_last
    from inbox i join contact_aliases a on a.alias = i.sender and a.contact_id = i.contact_id
    where i.contact_id = v_person
    order by i.id desc
    limit 1;
    if not found then
        raise exception 'this person has not written yet, or from no address that is still theirs' using errcode = 'RL003';
    end if;
    v_parts := p_parts -> v_last.channel;
    if v_parts is null then
        raise exception 'the channel % is not configured here', v_last.channel using errcode = 'RL003';
    end if;

    perform begin_handoff(v_person, p_session_id);
    v_id := get_or_create_session(v_person);
    insert into messages (subcontractor_id, id, session_id, direction, kind, body, channel, metadata, status, created_at)
    select v_person, p.message_id, v_id, 'outbound', 'text', p.body, v_last.channel,
           '{"author": "human"}', 'pending', v_now
    from rows from (jsonb_to_recordset(v_parts) as (message_id uuid, body text)) with ordinality as p
    order by p.ordinality;
    update conversation_sessions set last_message_at = v_now, updated_at = v_now
    where subcontractor_id = v_person and id = v_id;

    perform add_replies(v_person, null, (
        select jsonb_agg(part || jsonb_build_object('part', place, 'recipient', v_last.sender, 'channel', v_last.channel,
                                            'during_handoff', true))
        from jsonb_array_elements(v_parts) with ordinality as p (part, place)));
    perform audit(v_person, 'operator.answered',
                  jsonb_build_object('session_id', v_id, 'message_id', v_parts -> 0 -> 'message_id'));
    return jsonb_build_object(
        'id', v_parts -> 0 -> 'message_id', 'channel', v_last.channel,
        'handoff_until', (select handoff_until from subcontractors where id = v_person),
        'messages', (select jsonb_agg(jsonb_build_object('id', part -> 'message_id', 'body', part -> 'body') order by place)
                     from jsonb_array_elements(v_parts) with ordinality as p (part, place)),
        'session', get_session(v_id));
end;
$$;
