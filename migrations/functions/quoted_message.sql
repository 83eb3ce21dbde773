-- quoted_message: the message that another one answers, in short.
-- in:     p_subcontractor_id – whose both are; p_reply_to – the provider's id of it, or null
-- out:    {id, seq, session_id, direction, kind, body}, or null when nobody knows it
-- caller: list_thread
create or replace function quoted_message(p_subcontractor_id uuid, p_reply_to text) returns jsonb
language plpgsql stable as $$
begin
    return (
        select jsonb_build_object('id', id, 'seq', seq, 'session_id', session_id, 'direction', direction, 'kind', kind,
                                  'body', left(body, 200))
        from messages
        where provider_message_id = p_reply_to and subcontractor_id = p_subcontractor_id
        order by seq desc limit 1);
end;
$$;
