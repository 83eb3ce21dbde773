-- say_as_human: keeps what an operator writes to a person, and lets it go out: the conversation is the human's from then.
-- in:     p_subcontractor_id – locked by the caller; p_session_id, p_parts – see answer_as_human: those of one channel;
--         p_channel, p_recipient – where it goes
-- out:    the session that it is kept in
-- caller: answer_as_human
create or replace function say_as_human(
    p_subcontractor_id uuid, p_session_id uuid, p_channel text, p_recipient text, p_parts jsonb)
returns uuid
language plpgsql as $$
declare
    v_now  timestamptz := now();
    v_id   uuid;
begin
    perform begin_handoff(p_subcontractor_id, p_session_id);
    v_id := get_or_create_session(p_subcontractor_id);
    insert into messages (subcontractor_id, id, session_id, direction, kind, body, channel, metadata, status, created_at)
    select p_subcontractor_id, p.message_id, v_id, 'outbound', 'text', p.body, p_channel,
           '{"author": "human"}', 'pending', v_now
    from rows from (jsonb_to_recordset(p_parts) as (message_id uuid, body text)) with ordinality as p
    order by p.ordinality;
    update conversation_sessions set last_message_at = v_now, updated_at = v_now
    where subcontractor_id = p_subcontractor_id and id = v_id;

    perform add_replies(p_subcontractor_id, null, (
        select jsonb_agg(part || jsonb_build_object('part', place, 'recipient', p_recipient, 'channel', p_channel,
                                                    'during_handoff', true))
        from jsonb_array_elements(p_parts) with ordinality as p (part, place)));
    perform audit(p_subcontractor_id, 'operator.answered',
                  jsonb_build_object('session_id', v_id, 'message_id', p_parts -> 0 -> 'message_id'));
    return v_id;
end;
$$;
