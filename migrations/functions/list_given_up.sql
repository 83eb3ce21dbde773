-- list_given_up: what else did not get to its end: replies, what the company was to be told, files.
-- in:     p_limit – of each kind at most, the newest first
-- out:    {replies: [{id, message_id, text, reason, state, at, name, session_id}], notifications: [{id, kind, reason, at,
--          name, session_id}], files: [{id, message_id, filename, kind, reason, at, name, session_id}]}; session_id: of
--          the person's newest conversation, or null
-- caller: the console
create or replace function list_given_up(p_limit int) returns jsonb
language plpgsql stable as $$
begin
    return (
        select jsonb_object_agg(kinds.kind, coalesce(items, '[]'))
        from (values ('replies'), ('notifications'), ('files')) kinds (kind)
        left join (
            select g.kind, jsonb_agg(g.item || jsonb_build_object(
                'at', g.at, 'name', p.name, 'phone', p.phone,
                'session_id', (select id from conversation_sessions where subcontractor_id = g.person
                               order by started_at desc limit 1)) order by g.at desc) as items
            from (
                (select 'replies' as kind, contact_id as person, created_at as at, jsonb_build_object(
                            'id', id, 'message_id', message_id, 'text', left(payload ->> 'text', 300),
                            'reason', last_error, 'state', state) as item
                 from outbox where state in ('failed', 'dead') order by id desc limit p_limit)
                union all
                (select 'notifications', subcontractor_id, created_at, jsonb_build_object(
                            'id', id, 'kind', kind, 'reason', last_error)
                 from notifications where state = 'dead' order by created_at desc limit p_limit)
                union all
                (select 'files', subcontractor_id, created_at, jsonb_build_object(
                            'id', id, 'message_id', message_id, 'filename', filename, 'kind', kind, 'reason', last_error)
                 from media_files where state = 'failed' order by created_at desc limit p_limit)
            ) g
            left join subcontractors p on p.id = g.person
            group by g.kind
        ) listed using (kind));
end;
$$;
