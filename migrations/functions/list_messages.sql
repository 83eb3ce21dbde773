-- list_messages: what was said in a session, the oldest first.
-- in:     p_session_id; p_after – the last seq already seen, 0 or null for the first page; p_limit – messages at most
-- out:    [{id, seq, session_id, subcontractor_id, direction, kind, body, language, channel, provider_message_id,
--          reply_to, intent, confidence, metadata, status, created_at}]
-- caller: the API, the console
create or replace function list_messages(p_session_id uuid, p_after bigint, p_limit int) returns jsonb
language plpgsql stable set enable_seqscan = off set enable_bitmapscan = off as $$
declare
    v_person  uuid := (select subcontractor_id from conversation_sessions where id = p_session_id);
begin
    return (
        select coalesce(jsonb_agg(to_jsonb(page) order by seq), '[]')
        from (
            select id, seq, session_id, subcontractor_id, direction, kind, body, language, channel,
                   provider_message_id, reply_to, intent, confidence, metadata, status, created_at
            from messages
            where subcontractor_id = v_person and session_id = p_session_id and seq > coalesce(p_after, 0)
            order by seq
            limit p_limit
        ) page);
end;
$$;
