-- list_unsummarised_sessions: conversations that ended in the last day and that no model has summed up yet.
-- in:     p_limit – at most so many
-- out:    [{subcontractor_id, session_id, messages: [{direction, body}], the last 60 with words, oldest first}], the
--         newest conversation first: one that fails again and again holds up only older ones. A talk of fewer than four
--         messages, or of a person whose tokens are used up, is left as it is
-- caller: the maintenance job summaries
create or replace function list_unsummarised_sessions(p_limit int) returns jsonb
language plpgsql stable as $$
declare
    v_now timestamptz := now();
begin
    return (
        select coalesce(jsonb_agg(jsonb_build_object(
                   'subcontractor_id', due.subcontractor_id, 'session_id', due.id,
                   'messages', (
                       select coalesce(jsonb_agg(jsonb_build_object('direction', m.direction, 'body', left(m.body, 500))
                                                 order by m.seq), '[]')
                       from (select seq, direction, body from messages
                             where subcontractor_id = due.subcontractor_id and session_id = due.id and body <> ''
                             order by seq desc limit 60) m)) order by due.ended_at desc), '[]')
        from (select subcontractor_id, id, ended_at from conversation_sessions
              where ended_at > v_now - interval '1 day' and summarised_at is null and status <> 'active'
                and message_count >= 4 and model_tokens_left(subcontractor_id) > 0
              order by ended_at desc limit p_limit) due);
end;
$$;
