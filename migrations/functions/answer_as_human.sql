-- answer_as_human: an operator writes to a person, who is with a human from then on (see begin_handoff).
-- in:     p_session_id – one of theirs: the message is kept in the session that the human has then; p_parts – the text
--         as each channel can carry it, in order: {channel: [{message_id, body, payload}]}; a message that is there
--         already was said before, and is not said again
-- out:    {id: of the first part, channel, handoff_until, messages: [{id, body}], session: see get_session}; the parts
--         go to where the person wrote from last, of the addresses that still lead to them
-- errors: RL002 – no such session; RL003 – the person never wrote, or from no address that is still theirs, or from a
--         channel that p_parts lacks
-- caller: the API
create or replace function answer_as_human(p_session_id uuid, p_parts jsonb) returns jsonb
language plpgsql as $$
declare
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

    select session_id into v_id from messages
    where subcontractor_id = v_person and id = (v_parts -> 0 ->> 'message_id')::uuid;
    if not found then
        v_id := say_as_human(v_person, p_session_id, v_last.channel, v_last.sender, v_parts);
    end if;
    return jsonb_build_object(
        'id', v_parts -> 0 -> 'message_id', 'channel', v_last.channel,
        'handoff_until', (select handoff_until from subcontractors where id = v_person),
        'messages', (select jsonb_agg(jsonb_build_object('id', part -> 'message_id', 'body', part -> 'body') order by place)
                     from jsonb_array_elements(v_parts) with ordinality as p (part, place)),
        'session', get_session(v_id));
end;
$$;
