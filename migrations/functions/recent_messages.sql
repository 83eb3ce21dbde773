-- recent_messages: what was said last in a session, and in that of the human which it continues.
-- in:     p_subcontractor_id, p_session_id; p_limit – messages at most
-- out:    [{direction, kind, body, intent, language, author: 'human' when one of the team wrote it | null}], oldest first
-- caller: open_session, notify_team
create or replace function recent_messages(p_subcontractor_id uuid, p_session_id uuid, p_limit int) returns jsonb
language plpgsql stable set enable_seqscan = off set enable_bitmapscan = off as $$
declare
    v_before uuid := (select continues from conversation_sessions
                      where subcontractor_id = p_subcontractor_id and id = p_session_id);
begin
    return (
        select coalesce(jsonb_agg(jsonb_build_object('direction', direction, 'kind', kind, 'body', left(body, 500),
                                                     'intent', intent, 'language', language,
                                                     'author', author) order by seq), '[]')
        from ((select seq, direction, kind, body, intent, language, metadata ->> 'author' as author from messages
               where subcontractor_id = p_subcontractor_id and session_id = p_session_id
               order by seq desc limit p_limit)
              union all
              (select seq, direction, kind, body, intent, language, metadata ->> 'author' from messages
               where subcontractor_id = p_subcontractor_id and session_id = v_before
               order by seq desc limit p_limit)
              order by seq desc limit p_limit) recent);
end;
$$;
