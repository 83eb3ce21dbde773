-- find_wrong_counts: sessions whose message_count is not the number of their messages.
-- in:     –
-- out:    (table_name, was, becomes), as in find_damage: the count becomes the number. It reads an index of all messages
-- caller: find_damage
create or replace function find_wrong_counts() returns table (table_name text, was text, becomes text)
language plpgsql stable as $$
begin
    return query
    select 'conversation_sessions', to_jsonb(s)::text,
           (to_jsonb(s) || jsonb_build_object('message_count', coalesce(counted.messages, 0)))::text
    from conversation_sessions s
    left join (
        select m.subcontractor_id, m.session_id, count(*) as messages from messages m group by 1, 2
    ) counted on counted.subcontractor_id = s.subcontractor_id and counted.session_id = s.id
    where s.message_count <> coalesce(counted.messages, 0);
end;
$$;
