-- find_duplicate_sessions: active sessions of people who have another one with a newer message.
-- in:     –
-- out:    (table_name, was, becomes), as in find_damage: they end, and the one with the newest message stays
-- caller: find_damage
create or replace function find_duplicate_sessions() returns table (table_name text, was text, becomes text)
language plpgsql stable as $$
begin
    return query
    select 'conversation_sessions', ranked.found::text,
           (ranked.found || '{"status": "ended", "ended_reason": "duplicate_cleanup"}')::text
    from (
        select to_jsonb(s) as found, row_number() over (
            partition by s.subcontractor_id order by s.last_message_at desc, s.started_at desc, s.id) as place
        from conversation_sessions s
        where s.status = 'active'
    ) ranked
    where ranked.place > 1;
end;
$$;
