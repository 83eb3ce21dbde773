-- list_dead_letters: messages that were set aside, the oldest first, as the console shows them.
-- in:     p_after – the last id already seen, 0 for the first page; p_limit – rows at most
-- out:    {count: of all of them, items: [see list_dead, + text, name: of the person, or null for a stranger, session_id:
--          of their newest conversation, or null]}
-- caller: the console
create or replace function list_dead_letters(p_after bigint, p_limit int) returns jsonb
language plpgsql stable as $$
begin
    return jsonb_build_object(
        'count', (select count(*) from inbox where state = 'dead'),
        'items', (
            select coalesce(jsonb_agg(jsonb_build_object(
                'id', i.id, 'message_id', i.provider_message_id, 'channel', i.channel, 'sender', i.sender,
                'kind', i.kind, 'attempts', i.attempts, 'reason', i.last_error, 'received_at', i.received_at,
                'finished_at', i.finished_at,
                'text', left(coalesce(i.content ->> 'text', i.content ->> 'title', i.transcript ->> 'transcript'), 500),
                'name', (select name from subcontractors where id = i.contact_id),
                'session_id', (select id from conversation_sessions where subcontractor_id = i.contact_id
                               order by started_at desc limit 1)) order by i.id), '[]')
            from (select * from inbox where state = 'dead' and id > p_after order by id limit p_limit) i));
end;
$$;
